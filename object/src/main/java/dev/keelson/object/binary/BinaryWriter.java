package dev.keelson.object.binary;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Writes values one after the other; {@link BinaryReader} reads them in the same order. Mutable;
 * confined to one thread.
 */
public final class BinaryWriter {
  static final int HEADER_BYTES = 2 * Integer.BYTES;
  static final int CHECKSUM = Integer.BYTES;
  private static final int FIRST_BYTES = 1 << 12;

  private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Begins with nothing written. */
  public BinaryWriter() {
    bytes.position(HEADER_BYTES);
  }

  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      int size = Math.max(bytes.capacity() * 2, bytes.position() + more);
      bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
    }
    return bytes;
  }

  /** Writes 32 bits. */
  public void number(int value) {
    room(Integer.BYTES).putInt(value);
  }

  /** Writes 64 bits. */
  public void wide(long value) {
    room(Long.BYTES).putLong(value);
  }

  /** Writes a byte. */
  public void flag(boolean value) {
    room(1).put((byte) (value ? 1 : 0));
  }

  /** Writes a length and as many bytes. */
  public void bytes(byte[] value) {
    number(value.length);
    room(value.length).put(value);
  }

  /** Writes a text as UTF-8. */
  public void text(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the number of elements, and each of them as {@code element} does. */
  public <T> void list(Collection<T> elements, Consumer<? super T> element) {
    number(elements.size());
    elements.forEach(element);
  }

  /**
   * All that was written, behind a header by which a reader knows it.
   *
   * @param format what it is, and in which version
   */
  public byte[] sealed(int format) {
    byte[] all = new byte[bytes.position()];
    bytes.get(0, all);
    ByteBuffer header = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, format).putInt(CHECKSUM, checksum(all));
    return all;
  }

  /** CRC-32C of what stands behind the header. */
  static int checksum(byte[] all) {
    CRC32C sum = new CRC32C();
    sum.update(all, HEADER_BYTES, all.length - HEADER_BYTES);
    return (int) sum.getValue();
  }
}
