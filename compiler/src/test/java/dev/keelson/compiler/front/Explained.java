package dev.keelson.compiler.front;

import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;

/** A class whose explanation a test pins. */
final class Explained {
  static final class Numbers {
    int count;
    long result;
  }

  static final HashMap<Integer, Long> SUMS = Maps.hash(16);

  private Explained() {}

  @SyscallProgram
  static void sums(Numbers numbers) {
    for (int i = 0; i < 8; i++) {
      numbers.result += weighed(numbers.result, i) / 3;
    }
    for (int i = numbers.count; i != 1; i = half(i)) {
      numbers.result ^= weighed(i, numbers.count);
    }
    numbers.result += SUMS.get(half(numbers.count));
  }

  private static int half(int number) {
    return (number & 1) == 0 ? number >> 1 : 3 * number + 1;
  }

  private static long weighed(long value, int by) {
    long x = value * 31 + by;
    x ^= x >>> 7;
    x *= 0x9e37_79b9L;
    x ^= x >>> 11;
    x += (x & 1) == 0 ? by : -by;
    x ^= x << 5;
    x -= value >>> 3;
    x ^= x >>> 13;
    x *= 0x85eb_ca6bL;
    x ^= x >>> 9;
    x += by * 3L;
    x ^= x >>> 17;
    x -= (x & 6) == 2 ? value : by;
    x ^= x << 3;
    return x / by;
  }
}
