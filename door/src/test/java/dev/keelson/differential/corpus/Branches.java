package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.SyscallProgram;

/** Ways through a method. */
public final class Branches {
  private Branches() {}

  @SyscallProgram
  static void comparisons(Numbers n) {
    int bits = 0;
    bits |= n.c < n.d ? 1 : 0;
    bits |= n.c <= n.d ? 2 : 0;
    bits |= n.a > n.b ? 4 : 0;
    bits |= n.a >= n.b ? 8 : 0;
    bits |= n.a == n.c ? 16 : 0;
    bits |= n.c != 0 ? 32 : 0;
    n.small = bits;
  }

  @SyscallProgram
  static void unsignedComparisons(Numbers n) {
    n.small = Integer.compareUnsigned(n.c, n.d) < 0 ? 1 : 2;
    n.flag = Long.compareUnsigned(n.a, n.b) >= 0 ? 1 : 2;
    n.result = Integer.compareUnsigned(n.c, 100) > 0 ? n.a : n.b;
  }

  @SyscallProgram
  static void shortCircuits(Numbers n) {
    boolean both = n.c > 0 && n.d > 0;
    boolean either = n.a < 0 || n.b / (n.c | 1) > 3;
    n.small = (both ? 1 : 0) + (either ? 2 : 0) + (both ^ either ? 4 : 0);
    if (!both && (either || n.c == n.d)) {
      n.flag = 1;
    }
  }

  @SyscallProgram
  static void chains(Numbers n) {
    if (n.a < -1000) {
      n.result = -3;
    } else if (n.a < 0) {
      n.result = -2;
    } else if (n.a == 0) {
      n.result = 0;
    } else if (n.a < 0x8000_0000L) {
      n.result = 2;
    } else {
      n.result = n.b > n.a ? n.b - n.a : n.a;
    }
  }

  @SyscallProgram
  @SuppressWarnings("fallthrough") // it is part of the language
  static void denseSwitch(Numbers n) {
    switch (n.c & 7) {
      case 0:
        n.result = 10;
        break;
      case 1:
        n.result = 11;
      // falls through
      case 2:
        n.result += 12;
        break;
      case 5:
        n.result = n.a;
        return;
      default:
        n.result = -1;
    }
    n.flag = 7;
  }

  @SyscallProgram
  static void sparseSwitch(Numbers n) {
    n.small =
        switch (n.d) {
          case Integer.MIN_VALUE -> 1;
          case -1 -> 2;
          case 0 -> 3;
          case 1 -> 4;
          case 99 -> 5;
          case 65_536 -> 6;
          case Integer.MAX_VALUE -> 7;
          default -> n.d > 0 ? 8 : 9;
        };
  }

  @SyscallProgram
  static void earlyReturns(Numbers n) {
    n.flag = 1;
    if (n.a == n.b) {
      return;
    }
    n.flag = 2;
    if (n.c < n.d) {
      n.result = n.a;
      return;
    }
    n.result = n.b;
  }

  @SyscallProgram
  static void staticCalls(Numbers n) {
    n.result = mixed(n.a, n.c) + mixed(n.b, n.d);
    n.small = clamp(n.c, -100, 100);
    n.flag = even(n.d) ? clamp(n.d, 0, 9) : -clamp(n.d, 0, 9);
  }

  private static long mixed(long value, int amount) {
    return value < 0 ? (value >>> amount) ^ clamp(amount, 1, 5) : value << amount;
  }

  private static int clamp(int value, int least, int most) {
    if (value < least) {
      return least;
    }
    return value > most ? most : value;
  }

  private static boolean even(int value) {
    return (value & 1) == 0;
  }
}
