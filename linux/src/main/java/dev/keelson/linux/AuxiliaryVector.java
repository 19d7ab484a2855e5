package dev.keelson.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel told this process at its start: pairs of 64-bit words, tag and value, until a tag
 * of 0; {@code /proc/self/auxv}, getauxval(3).
 */
final class AuxiliaryVector {
  // include/uapi/linux/auxvec.h
  private static final long AT_PAGESZ = 6;

  private static final int PAGE_SIZE = Math.toIntExact(value(AT_PAGESZ));

  private AuxiliaryVector() {}

  static int pageSizeBytes() {
    return PAGE_SIZE;
  }

  private static long value(long tag) {
    ByteBuffer pairs = read().order(ByteOrder.nativeOrder());
    while (pairs.remaining() >= 2 * Long.BYTES) {
      long found = pairs.getLong();
      long value = pairs.getLong();
      if (found == tag) {
        return value;
      }
    }
    throw new AssertionError("the kernel gives every process a page size (AT_PAGESZ)");
  }

  private static ByteBuffer read() {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")));
    } catch (IOException e) {
      throw new UncheckedIOException("/proc/self/auxv: is /proc mounted?", e);
    }
  }
}
