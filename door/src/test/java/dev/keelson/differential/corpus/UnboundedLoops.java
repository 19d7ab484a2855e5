package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;

/** Loops whose turns depend on data, or are too many to be walked one by one. */
public final class UnboundedLoops {
  static final HashMap<Integer, Long> NEXT = Maps.hash(256);

  private UnboundedLoops() {}

  @SyscallProgram
  static void boundFromTheInput(Numbers n) {
    int limit = n.c & 0x3fff;
    long sum = 0;
    for (int i = 0; i < limit; i++) {
      sum = sum * 31 + (n.a ^ i);
    }
    n.result = sum;
  }

  @SyscallProgram
  static void greatestCommonDivisor(Numbers n) {
    long x = Math.abs(n.a >> 1);
    long y = Math.abs(n.b >> 1);
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    n.result = x;
  }

  /** What bounds the index is a count that the verifier does not follow in such a loop. */
  @SyscallProgram
  static void maskedByTheCount(Numbers n) {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 16; i += 2) {
      bytes[i & n.c]++;
      for (long x = n.a; x != 0; x >>>= 3) {
        bytes[i] ^= (byte) x;
      }
    }
    for (byte each : bytes) {
      n.result = n.result * 31 + each;
    }
  }

  @SyscallProgram
  static void hailstones(Numbers n) {
    long x = (n.a & 0xfffff) + 1;
    int steps = 0;
    while (x != 1) {
      x = (x & 1) == 0 ? x >> 1 : 3 * x + 1;
      steps++;
    }
    n.small = steps;
  }

  @SyscallProgram
  static void nestedBounds(Numbers n) {
    int rows = n.c & 63;
    int columns = n.d & 63;
    long sum = n.a;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        sum = sum * 7 + (long) i * j;
      }
      n.flag = i;
    }
    n.result = sum;
  }

  @SyscallProgram
  static void triangle(Numbers n) {
    int rows = n.c & 127;
    for (int i = 0; i < rows; i++) {
      for (int j = i; j >= 0; j -= 2) {
        n.small += j;
      }
    }
  }

  @SyscallProgram
  static void labels(Numbers n) {
    int found = -1;
    outer:
    for (int i = 2; i < (n.c & 255); i++) {
      for (int j = 2; j < i; j++) {
        if (i % j == 0) {
          continue outer;
        }
        if (i - j == (n.d & 63)) {
          found = i;
          break outer;
        }
      }
      n.flag++;
    }
    n.small = found;
  }

  @SyscallProgram
  static void whileTrueWithBreak(Numbers n) {
    long bits = n.a;
    while (true) {
      if (bits == 0) {
        break;
      }
      bits &= bits - 1;
      n.small++;
      if (n.small == (n.d & 63)) {
        n.flag = 1;
        break;
      }
    }
  }

  @SyscallProgram
  static void returnsFromWithin(Numbers n) {
    for (long i = n.b; ; i += 3) {
      if (Math.floorMod(i, 97L) == 5) {
        n.result = i;
        return;
      }
      n.small++;
    }
  }

  @SyscallProgram
  static void doWhileOnData(Numbers n) {
    long x = n.a;
    do {
      x = x * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      n.small++;
    } while (x >>> 56 != (n.b & 0xff) && n.small < 3000);
    n.result = x;
  }

  @SyscallProgram
  static void chasesAMap(Numbers n) {
    for (int i = 0; i < 100; i++) {
      NEXT.put(i, (i * 37L + (n.c & 15)) % 101);
    }
    Long at = NEXT.get(n.d & 127);
    int hops = 0;
    while (at != null && hops < (n.c & 0xfff)) {
      n.result += at;
      at = NEXT.get((int) at.longValue());
      hops++;
    }
    n.small = hops;
  }

  @SyscallProgram
  static void stateMachine(Numbers n) {
    int state = 0;
    boolean quoted = false;
    boolean escaped = false;
    int words = 0;
    for (int i = 0; i < (n.c & 0x3ff); i++) {
      int c = (int) (n.a >>> (i & 63)) & 7;
      if (escaped) {
        escaped = false;
      } else if (c == 1) {
        escaped = true;
      } else if (c == 2) {
        quoted = !quoted;
      }
      switch (state) {
        case 0 -> state = c == 3 && !quoted ? 1 : 0;
        case 1 -> {
          words++;
          state = c == 4 ? 0 : 2;
        }
        case 2 -> state = quoted ? 2 : c & 1;
        default -> state = 0;
      }
    }
    n.small = words;
    n.flag = state + (quoted ? 10 : 0) + (escaped ? 100 : 0);
  }

  @SyscallProgram
  static void manyVariables(Numbers n) {
    long a = n.a;
    long b = n.b;
    long c = n.c;
    long d = n.d;
    long e = 1;
    int f = 2;
    int g = 3;
    boolean odd = false;
    boolean big = true;
    for (int i = n.d & 511; i > 0; i--) {
      if (odd) {
        a += e;
      }
      if (big && a > b) {
        b ^= a;
      }
      if (f > g) {
        c -= d;
        f = 0;
      }
      odd = (a & 1) != 0;
      big = b > c;
      d = d * 5 + e;
      e = e << 1 | e >>> 63;
      f += g & 3;
      g = g * 3 + 1;
    }
    n.result = a + b * 3 + c * 5 + d * 7 + e * 11;
    n.small = f ^ g;
    n.flag = (odd ? 1 : 0) + (big ? 2 : 0);
  }

  @SyscallProgram
  static void faultAfterManyTurns(Numbers n) {
    for (int i = n.c & 0x1fff; ; i--) {
      n.result += 1000 / i;
      n.flag = i;
    }
  }

  @SyscallProgram
  static void nestedThreeDeep(Numbers n) {
    for (int i = 0; i < (n.a & 15); i++) {
      for (int j = 0; j < 5; j++) {
        for (int k = (int) n.b & 7; k != 0; k >>= 1) {
          if ((i ^ j ^ k) == n.d) {
            break;
          }
          n.result += i * 100L + j * 10L + k;
        }
      }
    }
  }

  /** The verifier forgets the outer counter where it comes to the middle loop's budget again. */
  @SyscallProgram
  static void budgetWithinACount(Numbers n) {
    int rows = n.c & 7;
    for (int i = 0; i < rows; i++) {
      for (long j = n.b & 63; j != 0; j--) {
        int more = Integer.MIN_VALUE >> i & 3;
        for (int k = 0; k < more; k++) {
          n.small++;
        }
        n.flag++;
      }
    }
  }

  /** More branches than the verifier keeps in mind, each turn. */
  @SyscallProgram
  static void manyTurnsOfManyBranches(Numbers n) {
    for (int i = 0; i < 8; i += 2) {
      int fuel = 750;
      do {
        n.small += n.flag < n.d ? 1 : 2;
      } while (--fuel > 0 && (byte) n.d < n.small - n.flag);
    }
  }

  /** The turn in which the inner loop is left decides how the outer one goes on. */
  @SyscallProgram
  static void leftInAnyTurn(Numbers n) {
    char last = (char) n.a;
    for (int i = 0; i < 4; i++) {
      int rest = last;
      int fuel = 25;
      do {
        last = (char) fuel;
        rest = i % (rest | 1);
      } while (--fuel > 0 && (short) rest > 0);
    }
    n.small = last;
  }

  /** In each outer turn the inner loop can be left in each of its own. */
  @SyscallProgram
  static void innerLeftInAnyTurn(Numbers n) {
    for (int i = 0; i < 8; i++) {
      int fuel = 64;
      do {
        n.d = (int) n.b;
      } while (--fuel > 0 && n.b != (byte) n.a);
    }
    int fuel = 64;
    while (fuel-- > 0) {
      n.small += n.c;
    }
  }

  /** The second loop is reached in 64 ways, and is walked anew in each. */
  @SyscallProgram
  static void longAfterOneThatIsLeft(Numbers n) {
    int end = ((n.d / -2147483647) << n.c) & 63;
    for (int i = 0; i < end; i++) {
      n.a += n.b;
    }
    int fuel = 1000;
    do {
      n.c = n.d + (char) n.small;
    } while (--fuel > 0);
  }

  /** A function that can end the program, called in each turn and after the last. */
  @SyscallProgram
  static void callsWhatFaults(Numbers n) {
    for (int i = 0; i < (n.c & 0x7ff); i++) {
      n.result += quotients(n.a + i, n.d - i);
      n.flag = i;
    }
    n.result ^= quotients(n.b, n.c & 3);
  }

  private static long quotients(long value, int by) {
    long x = value ^ (value >>> (by & 31));
    x *= 0xbf58_476d_1ce4_e5b9L;
    x = (x / by) ^ (x >>> 27);
    x *= 0x94d0_49bb_1331_11ebL;
    x ^= x >>> 31;
    x += by < 0 ? -x >>> 3 : x << 5;
    x = x % 3 == 0 ? x ^ 0x5555_5555L : x + 0x1234_5678_9abcL;
    return x ^ Long.rotateLeft(x, 17);
  }

  /** What the last turn made is read after the loop. */
  @SyscallProgram
  static void leavesWithAnArray(Numbers n) {
    int i = n.c & 0x3ff;
    int[] kept;
    while (true) {
      int[] now = new int[4];
      now[i & 3] = i;
      now[n.d & 3] += 5;
      if (i-- <= 0 || now[1] == n.small) {
        kept = now;
        break;
      }
      n.small += now[(i ^ n.d) & 3];
    }
    n.flag = kept[(n.d + 1) & 3] ^ (kept[3] * 5) ^ kept[0];
  }

  /** A count around a loop without a bound: the verifier must still see the count's end. */
  @SyscallProgram
  static void countAroundALoopOfTheKernel(Numbers n) {
    for (int i = 0; i < 12; i++) {
      long x = ((n.a + i) & 0xffff) | 1;
      while (x != 1) {
        x = (x & 1) == 0 ? x >> 1 : 3 * x + 1;
        n.small++;
      }
      n.result += (long) i * n.small;
    }
  }
}
