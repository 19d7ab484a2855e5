package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.SyscallProgram;

/** Methods of {@code java.lang} on numbers. */
@SuppressWarnings({"CompareToZero", "EqualsIncompatibleType"}) // the subject
public final class LibraryMethods {
  private LibraryMethods() {}

  @SyscallProgram
  static void bits(Numbers n) {
    n.small = n.small * 31 + Integer.bitCount(n.c);
    n.small = n.small * 31 + Integer.numberOfLeadingZeros(n.c);
    n.small = n.small * 31 + Integer.numberOfTrailingZeros(n.c);
    n.small = n.small * 31 + Integer.highestOneBit(n.c);
    n.small = n.small * 31 + Integer.lowestOneBit(n.c);
    n.small = n.small * 31 + Integer.reverse(n.c);
    n.small = n.small * 31 + Integer.reverseBytes(n.c);
    n.small = n.small * 31 + Integer.signum(n.c);
    n.small = n.small * 31 + Integer.hashCode(n.c);
    n.result = n.result * 31 + Long.bitCount(n.a);
    n.result = n.result * 31 + Long.numberOfLeadingZeros(n.a);
    n.result = n.result * 31 + Long.numberOfTrailingZeros(n.a);
    n.result = n.result * 31 + Long.highestOneBit(n.a);
    n.result = n.result * 31 + Long.lowestOneBit(n.a);
    n.result = n.result * 31 + Long.reverse(n.a);
    n.result = n.result * 31 + Long.reverseBytes(n.a);
    n.result = n.result * 31 + Long.signum(n.a);
    n.result = n.result * 31 + Long.hashCode(n.a);
  }

  @SyscallProgram
  static void bitsOfZero(Numbers n) {
    n.small = n.small * 31 + Integer.bitCount(n.c & 0);
    n.small = n.small * 31 + Integer.numberOfLeadingZeros(n.c & 0);
    n.small = n.small * 31 + Integer.numberOfTrailingZeros(n.c & 0);
    n.small = n.small * 31 + Integer.highestOneBit(n.c & 0);
    n.small = n.small * 31 + Integer.lowestOneBit(n.c & 0);
    n.result = n.result * 31 + Long.bitCount(n.a & 0);
    n.result = n.result * 31 + Long.numberOfLeadingZeros(n.a & 0);
    n.result = n.result * 31 + Long.numberOfTrailingZeros(n.a & 0);
    n.result = n.result * 31 + Long.highestOneBit(n.a & 0);
    n.result = n.result * 31 + Long.lowestOneBit(n.a & 0);
  }

  @SyscallProgram
  static void rotations(Numbers n) {
    n.small = n.small * 31 + Integer.rotateLeft(n.c, n.d);
    n.small = n.small * 31 + Integer.rotateRight(n.c, n.d);
    n.result = n.result * 31 + Long.rotateLeft(n.a, n.d);
    n.result = n.result * 31 + Long.rotateRight(n.a, n.d);
    n.result = n.result * 31 + Long.rotateRight(n.b, 7);
  }

  @SyscallProgram
  static void narrow(Numbers n) {
    n.small = n.small * 31 + Short.reverseBytes((short) n.c);
    n.small = n.small * 31 + Character.reverseBytes((char) n.c);
    n.small = n.small * 31 + Byte.toUnsignedInt((byte) n.c);
    n.small = n.small * 31 + Short.toUnsignedInt((short) n.c);
    n.result = n.result * 31 + Byte.toUnsignedLong((byte) n.c);
    n.result = n.result * 31 + Short.toUnsignedLong((short) n.c);
    n.result = n.result * 31 + Integer.toUnsignedLong(n.c);
    n.small = n.small * 31 + Byte.compare((byte) n.c, (byte) n.d);
    n.small = n.small * 31 + Short.compare((short) n.c, (short) n.d);
    n.small = n.small * 31 + Character.compare((char) n.c, (char) n.d);
    n.small = n.small * 31 + Boolean.compare(n.c > 0, n.d > 0);
    n.small = n.small * 31 + Byte.compareUnsigned((byte) n.c, (byte) n.d);
    n.small = n.small * 31 + Short.compareUnsigned((short) n.c, (short) n.d);
    n.small = n.small * 31 + Boolean.hashCode(n.c > 0);
    n.small =
        n.small * 31
            + Byte.hashCode((byte) n.c)
            + Short.hashCode((short) n.c)
            + Character.hashCode((char) n.c);
    n.flag =
        (Boolean.logicalAnd(n.c > 0, n.d > 0) ? 1 : 0)
            + (Boolean.logicalOr(n.c > 0, n.d > 0) ? 2 : 0)
            + (Boolean.logicalXor(n.c > 0, n.d > 0) ? 4 : 0);
  }

  @SyscallProgram
  static void comparisons(Numbers n) {
    n.small = n.small * 31 + Integer.compare(n.c, n.d);
    n.small = n.small * 31 + Integer.compareUnsigned(n.c, n.d);
    n.small = n.small * 31 + Long.compare(n.a, n.b);
    n.small = n.small * 31 + Long.compareUnsigned(n.a, n.b);
    n.small = n.small * 31 + Integer.min(n.c, n.d);
    n.small = n.small * 31 + Integer.max(n.c, n.d);
    n.small = n.small * 31 + Math.min(n.c, n.d);
    n.small = n.small * 31 + Math.max(n.c, 7);
    n.small = n.small * 31 + Math.abs(n.c);
    n.small = n.small * 31 + Integer.sum(n.c, n.d);
    n.result = n.result * 31 + Long.min(n.a, n.b);
    n.result = n.result * 31 + Long.max(n.a, n.b);
    n.result = n.result * 31 + Math.min(n.a, n.b);
    n.result = n.result * 31 + Math.max(n.a, 7);
    n.result = n.result * 31 + Math.abs(n.a);
    n.result = n.result * 31 + Long.sum(n.a, n.b);
    n.small = n.small * 31 + Math.clamp(n.a, -100, 1000);
    n.result = n.result * 31 + Math.clamp(n.a, -5L, n.b & 0xffffL);
  }

  @SyscallProgram
  static void clampOfNothing(Numbers n) {
    n.flag = 1;
    n.small = n.small * 31 + Math.clamp(n.a, n.c, n.d);
    n.flag = 2;
    n.result = n.result * 31 + Math.clamp(n.a, n.b, 7L);
    n.flag = 3;
  }

  @SyscallProgram
  static void rounding(Numbers n) {
    n.flag = 1;
    n.small = n.small * 31 + Math.floorDiv(n.c, n.d | 1);
    n.small = n.small * 31 + Math.floorMod(n.c, n.d | 1);
    n.small = n.small * 31 + Math.ceilDiv(n.c, n.d | 1);
    n.small = n.small * 31 + Math.ceilMod(n.c, n.d | 1);
    n.result = n.result * 31 + Math.floorDiv(n.a, n.b | 1);
    n.result = n.result * 31 + Math.floorMod(n.a, n.b | 1);
    n.result = n.result * 31 + Math.floorDiv(n.a, n.d | 1);
    n.small = n.small * 31 + Math.floorMod(n.a, n.d | 1);
    n.flag = 2;
    n.small = n.small * 31 + Math.floorDiv(n.c, n.d & 1);
    n.flag = 3;
  }

  @SyscallProgram
  static void roundingUp(Numbers n) {
    n.result = n.result * 31 + Math.ceilDiv(n.a, n.b | 1);
    n.result = n.result * 31 + Math.ceilMod(n.a, n.b | 1);
    n.result = n.result * 31 + Math.ceilDiv(n.a, n.d | 1);
    n.small = n.small * 31 + Math.ceilMod(n.a, n.d | 1);
    n.small = n.small * 31 + Integer.divideUnsigned(n.c, n.d | 1);
    n.small = n.small * 31 + Integer.remainderUnsigned(n.c, n.d | 1);
    n.result = n.result * 31 + Long.divideUnsigned(n.a, n.b | 1);
    n.result = n.result * 31 + Long.remainderUnsigned(n.a, n.b | 1);
  }

  @SyscallProgram
  static void products(Numbers n) {
    n.result = n.result * 31 + Math.multiplyHigh(n.a, n.b);
    n.result = n.result * 31 + Math.unsignedMultiplyHigh(n.a, n.b);
    n.result = n.result * 31 + Math.multiplyFull(n.c, n.d);
  }

  @SyscallProgram
  static void addExactInt(Numbers n) {
    n.flag = 1;
    n.small = n.small * 31 + Math.addExact(n.c, n.d);
    n.flag = 2;
  }

  @SyscallProgram
  static void subtractExactInt(Numbers n) {
    n.flag = 1;
    n.small = n.small * 31 + Math.subtractExact(n.c, n.d);
    n.flag = 2;
  }

  @SyscallProgram
  static void multiplyExactInt(Numbers n) {
    n.flag = 1;
    n.small = n.small * 31 + Math.multiplyExact(n.c, n.d);
    n.flag = 2;
  }

  @SyscallProgram
  static void addExactLong(Numbers n) {
    n.flag = 1;
    n.result = n.result * 31 + Math.addExact(n.a, n.b);
    n.flag = 2;
  }

  @SyscallProgram
  static void subtractExactLong(Numbers n) {
    n.flag = 1;
    n.result = n.result * 31 + Math.subtractExact(n.a, n.b);
    n.flag = 2;
  }

  @SyscallProgram
  static void multiplyExactLong(Numbers n) {
    n.flag = 1;
    n.result = n.result * 31 + Math.multiplyExact(n.a, n.b);
    n.flag = 2;
  }

  @SyscallProgram
  static void multiplyExactLongByInt(Numbers n) {
    n.flag = 1;
    n.result = n.result * 31 + Math.multiplyExact(n.a, n.d);
    n.flag = 2;
  }

  @SyscallProgram
  static void divideExactInt(Numbers n) {
    n.flag = 1;
    n.small = n.small * 31 + Math.divideExact(n.c, n.d);
    n.flag = 2;
  }

  @SyscallProgram
  static void divideExactLong(Numbers n) {
    n.flag = 1;
    n.result = n.result * 31 + Math.divideExact(n.a, n.b);
    n.flag = 2;
  }

  @SyscallProgram
  static void exactOfOne(Numbers n) {
    n.flag = 1;
    n.small = n.small * 31 + Math.incrementExact(n.c);
    n.small = n.small * 31 + Math.decrementExact(n.c);
    n.flag = 2;
    n.small = n.small * 31 + Math.negateExact(n.c);
    n.small = n.small * 31 + Math.absExact(n.c);
    n.flag = 3;
    n.result = n.result * 31 + Math.incrementExact(n.a);
    n.result = n.result * 31 + Math.decrementExact(n.a);
    n.flag = 4;
    n.result = n.result * 31 + Math.negateExact(n.a);
    n.result = n.result * 31 + Math.absExact(n.a);
    n.flag = 5;
    n.small = n.small * 31 + Math.toIntExact(n.a);
    n.flag = 6;
  }

  @SyscallProgram
  static void boxes(Numbers n) {
    Integer box = n.c;
    Long wide = n.a;
    Integer other = n.d > 0 ? n.c : Integer.valueOf(n.d);
    n.small = box.equals(other) ? 1 : 0;
    n.flag = wide.equals(n.b) ? 1 : 2;
    n.flag += wide.equals(box) ? 4 : 8;
  }
}
