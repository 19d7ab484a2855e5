package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.SyscallProgram;

/** Numbers at their edges: what a linter warns of is what has to be the same everywhere. */
@SuppressWarnings({
  "BadShiftAmount",
  "CompareToZero",
  "IntLongMath",
  "NarrowingCompoundAssignment",
  "OperatorPrecedence"
})
public final class Arithmetic {
  private Arithmetic() {}

  @SyscallProgram
  static void intOverflow(Numbers n) {
    n.small = n.c + n.d * 31 - (n.c - n.d);
    n.result = n.small;
  }

  @SyscallProgram
  static void longOverflow(Numbers n) {
    n.result = n.a * n.b + (n.a - n.b) * 0x1_0000_0001L;
  }

  @SyscallProgram
  static void intShifts(Numbers n) {
    n.small = (n.c << n.d) ^ (n.c >> n.d) ^ (n.d >>> n.c);
    n.result = (n.c << 33) + (n.c >>> -1) + (n.c >> 40);
  }

  @SyscallProgram
  static void longShifts(Numbers n) {
    n.result = (n.a << n.c) ^ (n.a >> n.d) ^ (n.b >>> n.c) ^ (n.b << 65) ^ (n.a >>> -3);
    n.small = (int) (n.a >> n.b);
  }

  @SyscallProgram
  static void intDivision(Numbers n) {
    n.flag = 1;
    n.small = n.c / n.d;
    n.flag = 2;
    n.result = n.c % n.d;
  }

  @SyscallProgram
  static void longDivision(Numbers n) {
    n.flag = 1;
    n.result = n.a / n.b;
    n.flag = 2;
    n.result ^= n.a % n.b;
  }

  @SyscallProgram
  static void divisionByConstants(Numbers n) {
    n.small = n.c / 7 + n.c % 10 + n.c / -1 + n.c / 8;
    n.result = n.a / -7 + n.a % 1000 + n.a / Long.MIN_VALUE + n.a / 16;
  }

  @SyscallProgram
  static void unsignedDivision(Numbers n) {
    n.small = Integer.divideUnsigned(n.c, n.d) ^ Integer.remainderUnsigned(n.c, 10);
    n.result = Long.divideUnsigned(n.a, n.b) ^ Long.remainderUnsigned(n.b, n.a);
  }

  @SyscallProgram
  static void narrowing(Numbers n) {
    n.small = (byte) n.c + (short) n.d + (char) n.c;
    n.result = (byte) n.a + ((short) n.b << 8) + ((char) n.a << 20) + (int) n.b;
  }

  @SyscallProgram
  static void widening(Numbers n) {
    long wide = n.c;
    n.result = wide * n.d + (n.c & 0xffff_ffffL);
    n.flag = (int) Integer.toUnsignedLong(n.c);
  }

  @SyscallProgram
  static void bits(Numbers n) {
    n.small = ~n.c & n.d | n.c ^ 0x55aa;
    n.result = ~n.a & n.b | n.a ^ 0x0123_4567_89ab_cdefL;
    n.flag = -n.c;
  }

  @SyscallProgram
  static void mathMethods(Numbers n) {
    n.small = Math.max(n.c, n.d) - Math.min(n.c, 5) + Math.abs(n.d) + Integer.signum(n.c);
    n.result = Math.max(n.a, n.b) ^ Math.abs(n.b) ^ Long.reverseBytes(n.a);
    n.flag = Integer.reverseBytes(n.d) + Long.compare(n.a, n.b);
  }

  @SyscallProgram
  static void floorMods(Numbers n) {
    n.small = Math.floorMod(n.c, n.d);
    n.result = Math.floorMod(n.a, n.b);
  }

  @SyscallProgram
  static void compound(Numbers n) {
    int i = n.c;
    i += n.d > 0 ? 7 : 1;
    i <<= 2;
    i++;
    n.small = i--;
    byte narrow = (byte) i;
    narrow += 100;
    short shorter = narrow;
    shorter *= 300;
    n.result = narrow + (long) shorter;
  }
}
