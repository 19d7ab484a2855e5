package dev.keelson.object.binary;

import dev.keelson.object.MalformedObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads what a {@link BinaryWriter} wrote, in the same order. Mutable; confined to one thread.
 * Every method throws {@link MalformedObjectException} when something else is there.
 */
public final class BinaryReader {
  private final String what;
  private final ByteBuffer bytes;

  private BinaryReader(String what, byte[] all) {
    this.what = what;
    this.bytes =
        ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).position(BinaryWriter.HEADER_BYTES);
  }

  /**
   * A reader of undamaged bytes of that format.
   *
   * @param what the thing being read, for errors
   */
  public static BinaryReader open(String what, byte[] all, int format) {
    ByteBuffer header = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    if (all.length < BinaryWriter.HEADER_BYTES || header.getInt(0) != format) {
      throw new MalformedObjectException(what, 0, "the format number 0x%x".formatted(format));
    }
    if (header.getInt(BinaryWriter.CHECKSUM) != BinaryWriter.checksum(all)) {
      throw new MalformedObjectException(
          what, BinaryWriter.CHECKSUM, "the checksum of what follows");
    }
    return new BinaryReader(what, all);
  }

  private ByteBuffer next(int size) {
    if (size < 0 || size > bytes.remaining()) {
      throw malformed("%d more bytes, not %d".formatted(size, bytes.remaining()));
    }
    return bytes;
  }

  /** What to throw when the value just read makes no sense. */
  public MalformedObjectException malformed(String expected) {
    return new MalformedObjectException(what, bytes.position(), expected);
  }

  /** Reads 32 bits. */
  public int number() {
    return next(Integer.BYTES).getInt();
  }

  /** Reads 64 bits. */
  public long wide() {
    return next(Long.BYTES).getLong();
  }

  /** Reads a byte. */
  public boolean flag() {
    return next(1).get() != 0;
  }

  /** Reads a length and as many bytes. */
  public byte[] bytes() {
    int length = number();
    ByteBuffer from = next(length);
    byte[] value = new byte[length];
    from.get(value);
    return value;
  }

  /** Reads a text. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Reads a number of elements, and each of them as {@code element} does. */
  public <T> List<T> list(Supplier<? extends T> element) {
    int count = number();
    next(count); // an element takes a byte at least: no more memory than there is input
    List<T> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(element.get());
    }
    return elements;
  }

  /** Reads the end. */
  public void end() {
    if (bytes.hasRemaining()) {
      throw malformed("the end, not %d more bytes".formatted(bytes.remaining()));
    }
  }
}
