package dev.keelson.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes to a file. */
final class Storing {
  // More than a wait for a CPU on a busy machine, less than an operation of a slow disk.
  private static final long LONG_ENOUGH = 10_000_000;
  private static final int BLOCK = 1 << 20;
  private static final long MOST = 512L << 20;

  private final Path file;

  Storing(Path file) {
    this.file = file;
  }

  /** A little, and waits until it is on the disk. */
  void flushes() {
    try (FileChannel channel = open()) {
      ByteBuffer block = ByteBuffer.allocateDirect(4096);
      while (Telling.goesOn()) {
        block.clear();
        int _ = channel.write(block, 0);
        long from = System.nanoTime();
        channel.force(false);
        Telling.held(from, System.nanoTime(), LONG_ENOUGH);
        Telling.busy(2_000_000);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As much as it can. */
  void writes() {
    try (FileChannel channel = open()) {
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
      long at = 0;
      while (Telling.goesOn()) {
        block.clear();
        long from = System.nanoTime();
        at += channel.write(block, at % MOST);
        Telling.held(from, System.nanoTime(), LONG_ENOUGH);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
