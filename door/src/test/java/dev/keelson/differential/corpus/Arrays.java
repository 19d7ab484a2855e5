package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.SyscallProgram;

/** Arrays of constant length on the stack, indexed by what is only known when the program runs. */
@SuppressWarnings({
  "ReferenceEquality",
  "IntLongMath"
}) // they mean what Java says, everywhere alike
public final class Arrays {
  private Arrays() {}

  @SyscallProgram
  static void everyElementType(Numbers n) {
    int at = n.c & 3;
    boolean[] flags = new boolean[4];
    byte[] bytes = new byte[4];
    short[] shorts = new short[4];
    char[] chars = new char[4];
    int[] ints = new int[4];
    long[] longs = new long[4];
    flags[at] = n.d > 0;
    bytes[at] = (byte) n.a;
    shorts[at] = (short) n.a;
    chars[at] = (char) n.a;
    ints[at] = (int) n.b;
    longs[at] = n.b;
    int other = n.d & 3;
    n.result = longs[other] + ints[other] + chars[other] + shorts[other] + bytes[other];
    n.small = flags[other] ? 1 : 0;
    n.flag = longs.length + bytes.length;
  }

  @SyscallProgram
  static void outOfRange(Numbers n) {
    int[] squares = {0, 1, 4, 9, 16, 25};
    n.flag = 1;
    n.small = squares[n.c];
    n.flag = 2;
    squares[n.d] = n.c;
    n.flag = 3;
    n.result = squares[0] + squares[5];
  }

  @SyscallProgram
  static void constantOutOfRange(Numbers n) {
    long[] few = new long[2];
    few[1] = n.a;
    n.result = few[1];
    if (n.c > 0) {
      n.result = few[n.c > 5 ? 2 : 1];
      n.flag = 1;
    }
  }

  @SyscallProgram
  static void negativeSize(Numbers n) {
    n.flag = 1;
    if (n.c > 0) {
      int[] none = new int[-1];
      n.flag = none.length;
    }
    n.small = 5;
  }

  @SyscallProgram
  static void emptyArray(Numbers n) {
    int[] none = {};
    for (int each : none) {
      n.result += each;
    }
    n.flag = none.length;
    if (n.d > 10) {
      n.small = none[n.c];
    }
  }

  @SyscallProgram
  static void enhancedFor(Numbers n) {
    short[] values = {1, -2, (short) n.c, 4, (short) n.d, Short.MIN_VALUE};
    for (short value : values) {
      n.result += value;
      n.flag++;
    }
  }

  @SyscallProgram
  static void compoundAssignment(Numbers n) {
    int[] counts = new int[8];
    long[] sums = {n.a, n.b};
    for (int i = 0; i < 16; i++) {
      counts[(n.c + i * i) & 7]++;
      sums[i & 1] += counts[i & 7];
      sums[n.d & 1] <<= 1;
    }
    n.small = counts[n.d & 7]--;
    n.flag = --counts[n.d & 7];
    n.result = sums[0] ^ sums[1];
  }

  @SyscallProgram
  static void asParameters(Numbers n) {
    int[] numbers = {n.c, n.d, 3, 4};
    swap(numbers, 0, n.c & 3);
    n.small = sum(numbers);
    n.flag = numbers[n.d & 3];
  }

  private static void swap(int[] numbers, int i, int j) {
    int old = numbers[i];
    numbers[i] = numbers[j];
    numbers[j] = old;
  }

  private static int sum(int... numbers) {
    int sum = 0;
    for (int number : numbers) {
      sum = 31 * sum + number;
    }
    return sum;
  }

  @SyscallProgram
  static void variableArguments(Numbers n) {
    n.small = sum(n.c, n.d, 7);
    n.flag = sum();
  }

  @SyscallProgram
  static void oneOfTwo(Numbers n) {
    int[] left = {1, 2, 3};
    int[] right = {4, 5, 6};
    int[] chosen = n.c > n.d ? left : right;
    chosen[Math.abs(n.c % 3)] = 100;
    n.small = left[0] + left[1] + left[2];
    n.flag = right[0] + right[1] + right[2];
    n.result = chosen[1];
  }

  @SyscallProgram
  static void maybeNull(Numbers n) {
    long[] maybe = null;
    if (n.c > 0) {
      maybe = new long[] {n.a, n.b};
    }
    n.flag = maybe == null ? 1 : 2;
    if (n.d > 0 && maybe != null) {
      n.small = maybe.length;
    }
    n.result = maybe[n.d & 1];
  }

  @SyscallProgram
  static void returned(Numbers n) {
    int[] made = triple(n.c);
    int[] again = triple(n.d);
    made[n.d & 1] += again[2];
    n.small = made[0] + made[1] + made[2];
    n.flag = again[n.c & 1];
  }

  private static int[] triple(int x) {
    return new int[] {x, x + 1, x + 2};
  }

  @SyscallProgram
  static void freshInEachTurn(Numbers n) {
    for (int i = 0; i < 4; i++) {
      int[] turn = new int[3];
      turn[(n.c + i) & 1] = n.d;
      n.small += turn[0] - turn[2];
      n.flag ^= turn[1];
    }
  }

  @SyscallProgram
  static void sorted(Numbers n) {
    int[] values = {n.c, n.d, (int) n.a, (int) n.b, (int) (n.a >> 32), 0};
    for (int i = 1; i < values.length; i++) {
      int value = values[i];
      int j = i - 1;
      while (j >= 0 && values[j] > value) {
        values[j + 1] = values[j];
        j--;
      }
      values[j + 1] = value;
    }
    n.small = values[0];
    n.flag = values[5];
    n.result = values[2] + ((long) values[3] << 32);
  }

  @SyscallProgram
  static void wideZeroes(Numbers n) {
    long[] many = new long[24];
    many[n.c & 15] = n.a;
    many[n.d & 15] += n.b;
    long sum = 0;
    for (int i = 0; i < many.length; i++) {
      sum += many[i] * i;
    }
    n.result = sum;
  }

  @SyscallProgram
  static void identity(Numbers n) {
    int[] one = {n.c};
    int[] other = {n.c};
    int[] same = n.d > 0 ? one : other;
    n.flag = (one == other ? 1 : 0) + (same == one ? 2 : 0) + (same == null ? 4 : 0);
  }

  @SyscallProgram
  static void sumsThatTheCheckAloneBounds(Numbers n) {
    int[] slots = new int[10];
    slots[(n.c & 7) + 3] = n.d;
    slots[(n.d & 3) + 7] += n.c;
    n.result = slots[9] * 31 + slots[3];
  }

  @SyscallProgram
  static void indicesKnownToBeWithin(Numbers n) {
    int[] slots = new int[10];
    slots[Integer.remainderUnsigned(n.c, 10)] = n.d;
    slots[(n.d >>> 29) + (n.c & 1)] += n.c;
    if (n.c >= 0 && n.c < 10) {
      slots[n.c] ^= 77;
    }
    if (n.a >= 0 && n.a <= 9) {
      slots[(int) n.a]++;
    }
    for (int i = n.d & 7; i < 10; i += 3) {
      slots[i] += i;
    }
    n.small = slots[(n.d & 0x7fffffff) / 300_000_000];
    n.flag = slots[9] + slots[0];
    n.result = slots[Math.min(Math.max(n.c, 0), 9)];
  }

  @SyscallProgram
  static void largerThanTheStack(Numbers n) {
    long[] table = new long[300];
    int[] other = new int[200];
    table[n.c & 255] = n.a;
    other[n.d & 127] += n.d;
    for (int i = 0; i < 256; i += 16) {
      table[i + 1] += i;
    }
    n.result = table[n.d & 255] + table[299];
    n.small = other[n.c & 127] + other.length;
    n.flag = 1;
    n.result += table[n.c];
    n.flag = 2;
  }

  @SyscallProgram
  static void manyOnTheStack(Numbers n) {
    long[] a = new long[16];
    long[] b = new long[16];
    long[] c = new long[16];
    long[] d = new long[16];
    a[n.c & 15] = 1;
    b[n.c & 15] = 2;
    c[n.d & 15] = 3;
    d[n.d & 15] = 4;
    n.result = a[3] + b[4] * 10 + c[n.c & 15] * 100 + d[n.c & 15] * 1000;
  }

  /** The verifier takes a remainder for any 64 bits, whatever the width of the division. */
  @SyscallProgram
  static void remaindersAsIndexes(Numbers n) {
    short[] few = new short[487];
    few[Math.floorMod(n.c > 0 ? (int) n.a : -1, 487)] ^= (short) n.c;
    few[Integer.remainderUnsigned(n.d, 487)] &= 77;
    for (int i = -3; i <= 0; i++) {
      few[Integer.remainderUnsigned((short) i * 34, 118)] += (short) i;
    }
    n.small = few[486] + few[0];
    n.result = few[Integer.remainderUnsigned(n.c, 487)];
  }
}
