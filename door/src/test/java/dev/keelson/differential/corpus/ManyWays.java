package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.Length;
import dev.keelson.program.SyscallProgram;

/**
 * Programs with more ways through them than the verifier follows in the form of their loops that is
 * chosen first, as found by random tests.
 */
public final class ManyWays {
  private ManyWays() {}

  static final class Count {
    @Length(2)
    final short[] steps = new short[2];

    long up = -8372872618179634895L;
    int down;
  }

  /** What comes after a loop is walked for each turn in which it can be left. */
  @SyscallProgram
  static void loopAfterLoop(Numbers n) {
    int fuel = 1000;
    while (fuel-- > 0) {
      if ((short) (char) n.d < (char) n.c) {
        break;
      }
      long v = -((byte) n.flag & n.b) | n.result++;
      if (((byte) (char) v & (n.small - n.d)) >= (short) ((int) n.result / 1)) {
        break;
      }
    }
    int end = ((byte) n.d & Integer.MIN_VALUE) & 511;
    for (int i = end; i != 0; i--) {
      n.a += (int) n.a % (i | 1) >> n.small;
    }
    int other = n.flag / (n.c | 1) & 511;
    for (int i = 0; i < other; i++) {
      n.b += i;
    }
    fuel = 1000;
    while (fuel-- > 0 && ((char) n.small - (int) n.result) % (-n.c | 1) < (byte) (n.result / 5L)) {
      if ((short) n.c > (char) 0 || -fuel > n.c << n.small) {
        n.b--;
      } else {
        n.result >>>= n.result--;
      }
    }
    for (int i = 16; i > 0; i--) {
      if ((int) n.result != (byte) n.b) {
        break;
      }
    }
  }

  /** The verifier keeps numbers that lie on the stack, and tells turns apart by them. */
  @SyscallProgram
  static void countedInAnObject(Numbers n) {
    byte last = 0;
    for (int i = 0; i < 16; i += 2) {
      Count count = new Count();
      int fuel = 375;
      do {
        count.up++;
        long down = count.down;
        last = (byte) count.steps[(int) down >> n.small & 1];
        count.down--;
        count.steps[n.d & 1] = (short) n.c;
      } while (--fuel > 0);
      n.result = n.result * 31 + count.up + count.down;
    }
    n.result = n.result * 31 + last;
  }

  /** An element of an array of the turn that calls, at a place that only the run knows. */
  @SyscallProgram
  static void arraysOfCallers(Numbers n) {
    byte[] bytes = {1, (byte) n.c};
    int fuel = 8;
    do {
      if (n.small > n.d) {
        bytes[0]++;
        if ((byte) n.result <= fuel) {
          continue;
        }
      }
      n.b ^= fuel;
    } while (--fuel > 0);
    for (byte each : bytes) {
      long[] longs = new long[8];
      int end = n.d-- & 63;
      for (int i = 0; i < end; i++) {
        longs[bytes[n.c & 1] & 7] = (int) n.a | 2147483647;
        longs[4] = (long) i + each;
      }
      n.result = n.result * 31 + longs[4] + longs[n.small & 7];
    }
  }

  /** Each loop leaves by several ways out of several loops. */
  @SyscallProgram
  static void waysOutOfSeveralLoops(Numbers n) {
    int fuel = 8;
    outer:
    do {
      middle:
      for (int i = 4; i > 0; i--) {
        for (int k = n.d & 63; k != 0; k--) {
          n.a += n.small;
        }
        int more = 93;
        while (more-- > 0 && ((short) fuel != n.b++ || (short) n.b <= (int) n.result)) {
          n.c <<= (int) (n.a ^ -7049433674899050455L) * (char) n.d;
          if (n.c > n.d) {
            continue middle;
          }
          if (((byte) n.c ^ (short) n.d - fuel) == (n.b = (int) n.result)) {
            break outer;
          }
        }
      }
    } while (--fuel > 0);
    for (int i = n.c & 511; i != 0; i--) {
      n.a = n.a * 31 + i;
    }
  }
}
