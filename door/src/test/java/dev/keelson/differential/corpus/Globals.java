package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.SyscallProgram;

/** Static fields: constants, and memory that one call leaves to the next. */
@SuppressWarnings("OperatorPrecedence") // as tables are written
public final class Globals {
  static int calls;
  static long sum = 40;
  static boolean odd;
  static byte small = -3;
  static char letter = 'k';
  static short[] recent = new short[4];
  static final long[] TOTALS = new long[8];
  static final int[] PRIMES = {2, 3, 5, 7, 11, 13, 17, 19};
  static final byte[] SQUARES = new byte[16];
  static final int[] CRC = new int[256];
  static final boolean[] NONE = {};
  static final long LIMIT = limit(5);
  static final Integer BOXED = 77;
  static final int LATE;

  static {
    for (int i = 0; i < SQUARES.length; i++) {
      SQUARES[i] = (byte) (i * i);
    }
    for (int i = 0; i < 256; i++) {
      int c = i;
      for (int k = 0; k < 8; k++) {
        c = (c & 1) != 0 ? 0xedb88320 ^ c >>> 1 : c >>> 1;
      }
      CRC[i] = c;
    }
    TOTALS[7] = Math.max(3, SQUARES[2]);
    int late = 0;
    while (late * late < 1000) {
      late += 3;
    }
    LATE = late;
  }

  private Globals() {}

  private static long limit(int power) {
    return power == 0 ? 1 : 10 * limit(power - 1);
  }

  @SyscallProgram
  static void numbers(Numbers n) {
    calls++;
    sum += n.a;
    odd = !odd;
    small -= (byte) n.c;
    letter++;
    n.small = calls;
    n.result = sum;
    n.flag = (odd ? 1000 : 0) + small + letter;
  }

  @SyscallProgram
  static void arrays(Numbers n) {
    recent[n.c & 3] = (short) n.a;
    TOTALS[n.d & 7] += n.b;
    n.result = TOTALS[n.c & 7];
    n.small = recent[n.d & 3] + recent.length;
    n.flag = calls;
  }

  @SyscallProgram
  static void constants(Numbers n) {
    n.result = LIMIT + LATE + BOXED;
    n.small = PRIMES[n.c & 7] * SQUARES[n.d & 15] + NONE.length;
    n.flag = PRIMES[n.d];
  }

  @SyscallProgram
  static void table(Numbers n) {
    int crc = -1;
    for (int i = 0; i < 8; i++) {
      crc = CRC[(crc ^ (int) (n.a >>> 8 * i)) & 255] ^ crc >>> 8;
    }
    n.small = ~crc;
  }

  @SyscallProgram
  static void throughParameters(Numbers n) {
    add(TOTALS, n.c, n.b);
    n.result = total(TOTALS);
    n.flag = n.d > 0 ? total(PRIMES) : PRIMES.length;
  }

  private static void add(long[] to, int index, long amount) {
    to[index & 7] += amount;
  }

  private static long total(long[] of) {
    long total = 0;
    for (long each : of) {
      total += each;
    }
    return total;
  }

  private static int total(int[] of) {
    int total = 0;
    for (int each : of) {
      total += each;
    }
    return total;
  }

  @SyscallProgram
  static void ofAnotherClass(Numbers n) {
    Other.uses += n.c;
    n.small = Other.uses;
    n.result = Other.STEPS[n.d & 1] + Other.FACTOR;
  }

  static final class Other {
    static int uses = 7;
    static final int[] STEPS = {PRIMES[3], -1};
    static final long FACTOR = LIMIT * 2;

    private Other() {}
  }
}
