package dev.keelson.program;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bytes of a network packet, from its first header on (Ethernet for XDP and TC). Reads and
 * writes go straight to the packet's memory; beyond its end each is a contained fault in the
 * kernel, as it is an exception on the JVM. Asking first is what costs: below a length that was
 * asked for, reads are free.
 *
 * {@snippet :
 * if (packet.length() < 34 || packet.be16(12) != 0x0800) {
 *   return Xdp.PASS;                                     // one comparison for the three reads
 * }
 * BYTES.put(packet.be32(26), packet.u8(23) == 6 ? 1L : 0L);
 * }
 *
 * <p>Offsets reach to {@value #LARGEST}: the kernel's verifier follows an offset that it does not
 * know, and what is added to it, to 65,535 ({@code MAX_PACKET_OFF}, kernel/bpf/verifier.c). Of a
 * packet in several pieces only the first can be seen. Confined to one thread.
 */
public final class Packet {
  /** The largest offset, and the largest length that can be asked for, in bytes. */
  public static final int LARGEST = 0x7fff;

  private static final VarHandle BE16 = view(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle BE32 = view(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle BE64 = view(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LE16 = view(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LE32 = view(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LE64 = view(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** {@code XDP_PACKET_HEADROOM}, include/uapi/linux/bpf.h: what a packet can grow by. */
  private static final int HEADROOM = 256;

  /** {@code ETH_HLEN}, include/uapi/linux/if_ether.h: what stays of a packet. */
  private static final int SHORTEST = 14;

  private byte[] bytes;
  private int headroom = HEADROOM;
  private int redirectedTo;

  private Packet(byte[] bytes) {
    this.bytes = bytes;
  }

  private static VarHandle view(Class<?> arrayClass, ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(arrayClass, order);
  }

  /**
   * On the JVM only: a packet over the array itself, which sees what is written.
   *
   * @throws IllegalArgumentException for more than {@value #LARGEST} bytes
   */
  public static Packet over(byte[] bytes) {
    if (bytes.length > LARGEST) {
      throw new IllegalArgumentException(
          "a packet of %d bytes; programs see at most %d".formatted(bytes.length, LARGEST));
    }
    return new Packet(bytes);
  }

  /** On the JVM only: the packet as it is now. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** On the JVM only: the device that {@link #redirect} named last, 0 for none. */
  public int redirectedTo() {
    return redirectedTo;
  }

  /**
   * XDP only: moves the packet's start. False when there is no room, or fewer than 14 bytes would
   * stay; then nothing has changed. Lengths that were asked for before are forgotten.
   *
   * @param count bytes to cut off; when negative, bytes to put before, which hold anything until
   *     they are written (zeroes on the JVM, where the packet then has an array of its own)
   */
  public boolean adjustHead(int count) {
    if (count > bytes.length - SHORTEST || count < -headroom) {
      return false;
    }
    byte[] moved = new byte[bytes.length - count];
    int kept = Math.min(moved.length, bytes.length);
    System.arraycopy(bytes, bytes.length - kept, moved, moved.length - kept, kept);
    bytes = moved;
    headroom += count;
    return true;
  }

  /**
   * XDP and TC: says where the packet goes when the program returns {@link Xdp#REDIRECT} or {@link
   * Tc#REDIRECT}.
   *
   * @param device index of a network device
   */
  public void redirect(int device) {
    redirectedTo = device;
  }

  /** Length in bytes, of the part that can be seen. */
  public int length() {
    return bytes.length;
  }

  /** Whether it has {@code count} bytes at {@code offset}; false when either is negative. */
  public boolean has(int offset, int count) {
    return offset >= 0 && count >= 0 && (long) offset + count <= bytes.length;
  }

  /** The byte at {@code offset}, 0 to 255. */
  public int u8(int offset) {
    return bytes[at(offset, 1)] & 0xff;
  }

  /** Two bytes at {@code offset} in network order, 0 to 65,535. */
  public int be16(int offset) {
    return (short) BE16.get(bytes, at(offset, 2)) & 0xffff;
  }

  /** Four bytes at {@code offset} in network order. */
  public int be32(int offset) {
    return (int) BE32.get(bytes, at(offset, 4));
  }

  /** Eight bytes at {@code offset} in network order. */
  public long be64(int offset) {
    return (long) BE64.get(bytes, at(offset, 8));
  }

  /** Two bytes at {@code offset}, the lowest first, 0 to 65,535. */
  public int le16(int offset) {
    return (short) LE16.get(bytes, at(offset, 2)) & 0xffff;
  }

  /** Four bytes at {@code offset}, the lowest first. */
  public int le32(int offset) {
    return (int) LE32.get(bytes, at(offset, 4));
  }

  /** Eight bytes at {@code offset}, the lowest first. */
  public long le64(int offset) {
    return (long) LE64.get(bytes, at(offset, 8));
  }

  /** Sets the byte at {@code offset} to the low 8 bits of {@code value}. */
  public void setU8(int offset, int value) {
    bytes[at(offset, 1)] = (byte) value;
  }

  /** Sets two bytes at {@code offset} in network order to the low 16 bits of {@code value}. */
  public void setBe16(int offset, int value) {
    BE16.set(bytes, at(offset, 2), (short) value);
  }

  /** Sets four bytes at {@code offset} in network order. */
  public void setBe32(int offset, int value) {
    BE32.set(bytes, at(offset, 4), value);
  }

  /** Sets eight bytes at {@code offset} in network order. */
  public void setBe64(int offset, long value) {
    BE64.set(bytes, at(offset, 8), value);
  }

  /** Sets two bytes at {@code offset}, the lowest first, to the low 16 bits of {@code value}. */
  public void setLe16(int offset, int value) {
    LE16.set(bytes, at(offset, 2), (short) value);
  }

  /** Sets four bytes at {@code offset}, the lowest first. */
  public void setLe32(int offset, int value) {
    LE32.set(bytes, at(offset, 4), value);
  }

  /** Sets eight bytes at {@code offset}, the lowest first. */
  public void setLe64(int offset, long value) {
    LE64.set(bytes, at(offset, 8), value);
  }

  private int at(int offset, int count) {
    if (!has(offset, count)) {
      throw new IndexOutOfBoundsException(
          "%d bytes at offset %d of a packet of %d bytes".formatted(count, offset, bytes.length));
    }
    return offset;
  }
}
