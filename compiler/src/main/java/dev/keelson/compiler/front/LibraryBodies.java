package dev.keelson.compiler.front;

/**
 * What methods of {@code java.lang} do, in Java that is translated in the place of a call: without
 * branches where there is a way, because every branch is one more path for the verifier. Methods of
 * different classes that have name and parameters in common mean the same. Never run.
 */
// The compiler reads the class file; a branch is what this is to avoid.
@SuppressWarnings({"unused", "OperatorPrecedence", "ShortCircuitBoolean"})
final class LibraryBodies {
  /** Every six bits in a row of it are others, so that a shift of it is told by its top bits. */
  private static final long DE_BRUIJN = 0x03f79d71b4cb0a89L;

  /**
   * Leading zeros of an int by the top six bits of {@link #DE_BRUIJN} times the power of two above
   * it; of a type that needs no extension.
   */
  private static final char[] LEADING = new char[64];

  static {
    for (int length = 0; length <= Integer.SIZE; length++) {
      LEADING[(int) ((DE_BRUIJN << length) >>> 58)] = (char) (Integer.SIZE - length);
    }
  }

  private LibraryBodies() {}

  // Counting and moving bits, after Warren, "Hacker's Delight", chapters 2, 5 and 7.

  static int bitCount(int x) {
    int pairs = x - (x >>> 1 & 0x55555555);
    int nibbles = (pairs & 0x33333333) + (pairs >>> 2 & 0x33333333);
    return (nibbles + (nibbles >>> 4) & 0x0f0f0f0f) * 0x01010101 >>> 24;
  }

  static int bitCount(long x) {
    long pairs = x - (x >>> 1 & 0x5555555555555555L);
    long nibbles = (pairs & 0x3333333333333333L) + (pairs >>> 2 & 0x3333333333333333L);
    return (int) ((nibbles + (nibbles >>> 4) & 0x0f0f0f0f0f0f0f0fL) * 0x0101010101010101L >>> 56);
  }

  /** All bits from the highest one down. */
  private static int filled(int x) {
    int two = x | x >>> 1;
    int four = two | two >>> 2;
    int eight = four | four >>> 4;
    int sixteen = eight | eight >>> 8;
    return sixteen | sixteen >>> 16;
  }

  private static long filled(long x) {
    long two = x | x >>> 1;
    long four = two | two >>> 2;
    long eight = four | four >>> 4;
    long sixteen = eight | eight >>> 8;
    long half = sixteen | sixteen >>> 16;
    return half | half >>> 32;
  }

  static int numberOfLeadingZeros(int x) {
    long next = (filled(x) & 0xffffffffL) + 1;
    return LEADING[(int) (next * DE_BRUIJN >>> 58)];
  }

  static int numberOfLeadingZeros(long x) {
    return bitCount(~filled(x));
  }

  static int numberOfTrailingZeros(int x) {
    return bitCount(~x & x - 1);
  }

  static int numberOfTrailingZeros(long x) {
    return bitCount(~x & x - 1);
  }

  static int highestOneBit(int x) {
    int all = filled(x);
    return all - (all >>> 1);
  }

  static long highestOneBit(long x) {
    long all = filled(x);
    return all - (all >>> 1);
  }

  static int lowestOneBit(int x) {
    return x & -x;
  }

  static long lowestOneBit(long x) {
    return x & -x;
  }

  static int rotateLeft(int x, int distance) {
    return x << distance | x >>> -distance;
  }

  static long rotateLeft(long x, int distance) {
    return x << distance | x >>> -distance;
  }

  static int rotateRight(int x, int distance) {
    return x >>> distance | x << -distance;
  }

  static long rotateRight(long x, int distance) {
    return x >>> distance | x << -distance;
  }

  static int reverse(int x) {
    int ones = (x & 0x55555555) << 1 | x >>> 1 & 0x55555555;
    int pairs = (ones & 0x33333333) << 2 | ones >>> 2 & 0x33333333;
    int nibbles = (pairs & 0x0f0f0f0f) << 4 | pairs >>> 4 & 0x0f0f0f0f;
    return Integer.reverseBytes(nibbles);
  }

  static long reverse(long x) {
    long ones = (x & 0x5555555555555555L) << 1 | x >>> 1 & 0x5555555555555555L;
    long pairs = (ones & 0x3333333333333333L) << 2 | ones >>> 2 & 0x3333333333333333L;
    long nibbles = (pairs & 0x0f0f0f0f0f0f0f0fL) << 4 | pairs >>> 4 & 0x0f0f0f0f0f0f0f0fL;
    return Long.reverseBytes(nibbles);
  }

  static short reverseBytes(short x) {
    return (short) ((x & 0xff) << 8 | x >> 8 & 0xff);
  }

  static char reverseBytes(char x) {
    return (char) ((x & 0xff) << 8 | x >> 8);
  }

  // Rounding divisions.

  static int floorDiv(int x, int y) {
    int quotient = x / y;
    return (x ^ y) < 0 && quotient * y != x ? quotient - 1 : quotient;
  }

  static long floorDiv(long x, int y) {
    return floorDiv(x, (long) y);
  }

  static long floorDiv(long x, long y) {
    long quotient = x / y;
    return (x ^ y) < 0 && quotient * y != x ? quotient - 1 : quotient;
  }

  static int floorMod(long x, int y) {
    return (int) Math.floorMod(x, (long) y);
  }

  static int ceilDiv(int x, int y) {
    int quotient = x / y;
    return (x ^ y) >= 0 && quotient * y != x ? quotient + 1 : quotient;
  }

  static long ceilDiv(long x, int y) {
    return ceilDiv(x, (long) y);
  }

  static long ceilDiv(long x, long y) {
    long quotient = x / y;
    return (x ^ y) >= 0 && quotient * y != x ? quotient + 1 : quotient;
  }

  static int ceilMod(int x, int y) {
    return x - ceilDiv(x, y) * y;
  }

  static int ceilMod(long x, int y) {
    return (int) ceilMod(x, (long) y);
  }

  static long ceilMod(long x, long y) {
    return x - ceilDiv(x, y) * y;
  }

  // Products that are wider than their factors.

  static long multiplyFull(int x, int y) {
    return (long) x * y;
  }

  static long unsignedMultiplyHigh(long x, long y) {
    long lowX = x & 0xffffffffL;
    long highX = x >>> 32;
    long lowY = y & 0xffffffffL;
    long highY = y >>> 32;
    long middle = highX * lowY + (lowX * lowY >>> 32);
    long other = lowX * highY + (middle & 0xffffffffL);
    return highX * highY + (middle >>> 32) + (other >>> 32);
  }

  static long multiplyHigh(long x, long y) {
    return unsignedMultiplyHigh(x, y) - (x >> 63 & y) - (y >> 63 & x);
  }

  // What does not fit throws.

  static int addExact(int x, int y) {
    return toIntExact((long) x + y);
  }

  static long addExact(long x, long y) {
    long sum = x + y;
    if (((x ^ sum) & (y ^ sum)) < 0) {
      throw new ArithmeticException();
    }
    return sum;
  }

  static int subtractExact(int x, int y) {
    return toIntExact((long) x - y);
  }

  static long subtractExact(long x, long y) {
    long difference = x - y;
    if (((x ^ y) & (x ^ difference)) < 0) {
      throw new ArithmeticException();
    }
    return difference;
  }

  static int multiplyExact(int x, int y) {
    return toIntExact((long) x * y);
  }

  static long multiplyExact(long x, int y) {
    return multiplyExact(x, (long) y);
  }

  static long multiplyExact(long x, long y) {
    long product = x * y;
    if (multiplyHigh(x, y) != product >> 63) {
      throw new ArithmeticException();
    }
    return product;
  }

  static int incrementExact(int x) {
    return addExact(x, 1);
  }

  static long incrementExact(long x) {
    return addExact(x, 1L);
  }

  static int decrementExact(int x) {
    return subtractExact(x, 1);
  }

  static long decrementExact(long x) {
    return subtractExact(x, 1L);
  }

  static int negateExact(int x) {
    return subtractExact(0, x);
  }

  static long negateExact(long x) {
    return subtractExact(0L, x);
  }

  static int absExact(int x) {
    return x < 0 ? negateExact(x) : x;
  }

  static long absExact(long x) {
    return x < 0 ? negateExact(x) : x;
  }

  static int toIntExact(long x) {
    if ((int) x != x) {
      throw new ArithmeticException();
    }
    return (int) x;
  }

  static int divideExact(int x, int y) {
    int quotient = x / y;
    if ((x & y & quotient) < 0) {
      throw new ArithmeticException();
    }
    return quotient;
  }

  static long divideExact(long x, long y) {
    long quotient = x / y;
    if ((x & y & quotient) < 0) {
      throw new ArithmeticException();
    }
    return quotient;
  }

  static int clamp(long x, int least, int most) {
    if (least > most) {
      throw new IllegalArgumentException();
    }
    return (int) Math.min(most, Math.max(x, least));
  }

  static long clamp(long x, long least, long most) {
    if (least > most) {
      throw new IllegalArgumentException();
    }
    return Math.min(most, Math.max(x, least));
  }

  // Numbers narrower than int.

  static int toUnsignedInt(byte x) {
    return x & 0xff;
  }

  static int toUnsignedInt(short x) {
    return x & 0xffff;
  }

  static long toUnsignedLong(byte x) {
    return x & 0xffL;
  }

  static long toUnsignedLong(short x) {
    return x & 0xffffL;
  }

  static int compare(byte x, byte y) {
    return x - y;
  }

  static int compare(short x, short y) {
    return x - y;
  }

  static int compare(char x, char y) {
    return x - y;
  }

  static int compare(boolean x, boolean y) {
    return (x ? 1 : 0) - (y ? 1 : 0);
  }

  static int compareUnsigned(byte x, byte y) {
    return (x & 0xff) - (y & 0xff);
  }

  static int compareUnsigned(short x, short y) {
    return (x & 0xffff) - (y & 0xffff);
  }

  static boolean logicalAnd(boolean x, boolean y) {
    return x & y;
  }

  static boolean logicalOr(boolean x, boolean y) {
    return x | y;
  }

  static boolean logicalXor(boolean x, boolean y) {
    return x ^ y;
  }

  static int hashCode(boolean x) {
    return x ? 1231 : 1237;
  }

  static int hashCode(byte x) {
    return x;
  }

  static int hashCode(short x) {
    return x;
  }

  static int hashCode(char x) {
    return x;
  }

  static int hashCode(int x) {
    return x;
  }

  static int hashCode(long x) {
    return (int) (x ^ x >>> 32);
  }

  // What the compiler knows as it stands, and finds here when a reference to it is taken.

  static int min(int x, int y) {
    return Math.min(x, y);
  }

  static long min(long x, long y) {
    return Math.min(x, y);
  }

  static int max(int x, int y) {
    return Math.max(x, y);
  }

  static long max(long x, long y) {
    return Math.max(x, y);
  }

  static int sum(int x, int y) {
    return x + y;
  }

  static long sum(long x, long y) {
    return x + y;
  }

  static int abs(int x) {
    return Math.abs(x);
  }

  static long abs(long x) {
    return Math.abs(x);
  }
}
