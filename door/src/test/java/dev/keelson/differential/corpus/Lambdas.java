package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/** Lambdas and method references: called by helpers, or where they stand. */
public final class Lambdas {
  static final HashMap<Integer, Long> VALUES = Maps.hash(64);
  static final Array<Integer> SQUARES = Maps.array(16);

  static final class Entry {
    long value;
    int seen;
  }

  static final HashMap<Integer, Entry> ENTRIES = Maps.hash(32);

  static final class Sum {
    long total;
    int count;

    void add(int i) {
      total += i * 3L;
      count++;
    }
  }

  private Lambdas() {}

  @SyscallProgram
  static void loopWithAnObject(Numbers n) {
    Sum sum = new Sum();
    Kernel.loop(n.c & 1023, i -> sum.total += i ^ (sum.total << 1));
    n.result = sum.total;
  }

  @SyscallProgram
  static void loopWithCapturedNumbers(Numbers n) {
    Sum sum = new Sum();
    long factor = n.a;
    int mask = n.d | 1;
    Kernel.loop(
        n.c & 255,
        i -> {
          if (sum.count > 100) {
            sum.total += factor;
          } else {
            sum.total ^= factor * (i & mask);
          }
          sum.count++;
        });
    n.result = sum.total;
    n.small = sum.count;
  }

  @SyscallProgram
  static void loopThatStops(Numbers n) {
    Sum sum = new Sum();
    Kernel.loopWhile(
        n.c & 4095,
        i -> {
          sum.total += n.a >>> (i & 31);
          sum.count = i;
          return sum.total % 13 != 5;
        });
    n.result = sum.total;
    n.small = sum.count;
  }

  @SyscallProgram
  static void noTurns(Numbers n) {
    n.flag = 3;
    Kernel.loop(n.c > 0 ? 0 : n.c, i -> n.flag = i);
    Kernel.loop(0, i -> n.flag = i);
  }

  @SyscallProgram
  static void boundMethodReference(Numbers n) {
    Sum sum = new Sum();
    Kernel.loop(n.d & 127, sum::add);
    n.result = sum.total;
    n.small = sum.count;
  }

  @SyscallProgram
  static void staticMethodReference(Numbers n) {
    VALUES.put(0, n.a);
    Kernel.loop(n.c & 63, Lambdas::step);
    n.result = VALUES.get(0);
  }

  private static void step(int i) {
    VALUES.put(0, VALUES.get(0) * 5 + i);
  }

  @SyscallProgram
  static void faultInALambda(Numbers n) {
    n.flag = 1;
    Kernel.loop(n.c & 31, i -> n.small += 100 / ((n.d & 31) - i));
    n.flag = 2;
  }

  @SyscallProgram
  static void forEachOfBoxes(Numbers n) {
    for (int i = 0; i < 10; i++) {
      VALUES.put(i, n.a + i * n.b);
    }
    Sum sum = new Sum();
    VALUES.forEach((key, value) -> {
      sum.total += value * (key + 1);
      sum.count++;
    });
    n.result = sum.total;
    n.small = sum.count;
  }

  @SyscallProgram
  static void forEachOfObjects(Numbers n) {
    Entry fresh = new Entry();
    fresh.value = n.a;
    ENTRIES.put(n.c & 7, fresh);
    ENTRIES.put(8 + (n.d & 7), fresh);
    long by = n.b;
    ENTRIES.forEach((key, entry) -> {
      entry.value += by * key;
      entry.seen++;
    });
    n.result = ENTRIES.get(n.c & 7).value;
    n.small = ENTRIES.get(8 + (n.d & 7)).seen;
  }

  @SyscallProgram
  static void forEachOfAnArray(Numbers n) {
    for (int i = 0; i < 16; i++) {
      SQUARES.put(i, i * i + n.c);
    }
    Sum sum = new Sum();
    SQUARES.forEach((index, square) -> sum.total += square ^ index);
    n.result = sum.total;
  }

  @SyscallProgram
  static void loopInALoop(Numbers n) {
    Sum sum = new Sum();
    for (int i = 0; i < 5; i++) {
      int row = i;
      Kernel.loop(n.c & 15, column -> sum.total = sum.total * 31 + (long) row * column);
    }
    n.result = sum.total;
  }

  @SyscallProgram
  static void lambdaInALambda(Numbers n) {
    Sum sum = new Sum();
    Kernel.loop(n.c & 15, i -> Kernel.loop(n.d & 7, j -> sum.total += (i + 1L) * (j + 2L) ^ n.a));
    n.result = sum.total;
  }

  @SyscallProgram
  static void calledWhereTheyStand(Numbers n) {
    int by = n.d;
    IntUnaryOperator add = x -> x + by;
    n.small = twice(add, n.c) + twice(x -> x * 3, n.d);
    IntConsumer keep = x -> n.flag = x;
    keep.accept(n.c ^ n.d);
  }

  private static int twice(IntUnaryOperator what, int number) {
    return what.applyAsInt(what.applyAsInt(number));
  }
}
