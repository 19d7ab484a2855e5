package dev.keelson.testkit.interpreter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

/**
 * Memory that lies in a row: a stack frame, a context, a map value, a ring slot. Knows which of its
 * bytes were ever written. Mutable, confined to one thread.
 */
final class Region {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final String what;
  private final byte[] bytes;
  private final boolean writable;
  private final Map<Integer, Long> pointers;
  private final BitSet written;
  private final long address;
  private String gone = "";

  private boolean unaligned;

  Region(String what, long address, byte[] bytes, boolean writable, boolean initialised) {
    this(what, address, bytes, writable, initialised, Map.of());
  }

  /**
   * @param pointers what a load of four bytes at an offset gives instead of what is there: fields
   *     of a context that the verifier makes pointers of
   */
  Region(
      String what,
      long address,
      byte[] bytes,
      boolean writable,
      boolean initialised,
      Map<Integer, Long> pointers) {
    this.pointers = pointers;
    this.what = what;
    this.address = address;
    this.bytes = bytes;
    this.writable = writable;
    this.written = new BitSet(bytes.length);
    if (initialised) {
      written.set(0, bytes.length);
    }
  }

  long address() {
    return address;
  }

  int sizeBytes() {
    return bytes.length;
  }

  /** The live content, not a copy. */
  byte[] content() {
    return bytes;
  }

  /** From now on numbers of any size may lie anywhere, as in packets. */
  void allowUnaligned() {
    unaligned = true;
  }

  /** For people. */
  String what() {
    return what;
  }

  /** What is left of it when it is retired: its name, and why every access is refused. */
  Region gone(String reason) {
    Region left = new Region(what, address, new byte[0], writable, false);
    left.retire(reason);
    return left;
  }

  /** From now on every access is refused with that reason. */
  void retire(String reason) {
    gone = reason;
  }

  /** {@code sizeBytes} at {@code offset}, zero-extended. */
  long load(long offset, int sizeBytes) {
    int at = check(offset, sizeBytes, "load");
    checkAligned(at, sizeBytes);
    checkWritten(at, sizeBytes);
    if (sizeBytes == Integer.BYTES && pointers.containsKey(at)) {
      return pointers.get(at);
    }
    return switch (sizeBytes) {
      case 1 -> bytes[at] & 0xffL;
      case 2 -> (short) SHORT.get(bytes, at) & 0xffffL;
      case 4 -> (int) INT.get(bytes, at) & 0xffff_ffffL;
      default -> (long) LONG.get(bytes, at);
    };
  }

  void store(long offset, int sizeBytes, long value) {
    int at = check(offset, sizeBytes, "store");
    checkAligned(at, sizeBytes);
    checkWritable();
    switch (sizeBytes) {
      case 1 -> bytes[at] = (byte) value;
      case 2 -> SHORT.set(bytes, at, (short) value);
      case 4 -> INT.set(bytes, at, (int) value);
      default -> LONG.set(bytes, at, value);
    }
    written.set(at, at + sizeBytes);
  }

  /** What a helper reads through a pointer. */
  byte[] read(long offset, int sizeBytes) {
    int at = check(offset, sizeBytes, "read");
    checkWritten(at, sizeBytes);
    return Arrays.copyOfRange(bytes, at, at + sizeBytes);
  }

  /** What a helper writes through a pointer. */
  void write(long offset, byte[] content) {
    int at = check(offset, content.length, "write");
    checkWritable();
    System.arraycopy(content, 0, bytes, at, content.length);
    written.set(at, at + content.length);
  }

  private int check(long offset, int sizeBytes, String access) {
    if (!gone.isEmpty()) {
      throw new Violation(access + " of " + what + ", " + gone);
    }
    if (offset < 0 || offset > bytes.length - sizeBytes) {
      throw new Violation(
          "%s of %d B at offset %d is outside %s of %d B"
              .formatted(access, sizeBytes, offset, what, bytes.length));
    }
    return (int) offset;
  }

  private void checkAligned(int at, int sizeBytes) {
    if (!unaligned && at % sizeBytes != 0) {
      throw new Violation(
          "access of %d B at offset %d of %s is misaligned".formatted(sizeBytes, at, what));
    }
  }

  private void checkWritten(int at, int sizeBytes) {
    int hole = written.nextClearBit(at);
    if (hole < at + sizeBytes) {
      throw new Violation(
          "byte %d of %s was never written (read of %d B at %d)"
              .formatted(hole, what, sizeBytes, at));
    }
  }

  private void checkWritable() {
    if (!writable) {
      throw new Violation(what + " is read-only");
    }
  }
}
