package dev.keelson.compiler.front;

import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/** Programs whose data cannot be kept as they say: each says why in {@code rejected-data.txt}. */
@SuppressWarnings({"all", "rawtypes"}) // wrong on purpose
final class RejectedData {
  private RejectedData() {}

  record Wait(int tid, long nanos) {}

  static class Context {
    int number;
    long wide;

    @Length(4)
    final int[] few = new int[4];
  }

  static final class Counter {
    long number;
  }

  static final class Totals {
    @Length(4)
    long[] each = new long[4];
  }

  static final class AtomicWithoutStep {
    static final Array<Counter> COUNTERS = Maps.array(1);
    static final VarHandle NUMBER;

    static {
      try {
        NUMBER = MethodHandles.lookup().findVarHandle(Counter.class, "number", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SyscallProgram
    static int program(Context context) {
      return NUMBER.hasInvokeExactBehavior() ? 1 : 0;
    }
  }

  static final class AtomicHashed {
    static final AtomicLong TOTAL = new AtomicLong();

    @SyscallProgram
    static int program(Context context) {
      return TOTAL.hashCode() + context.number;
    }
  }

  static final class AtomicOfAnotherType {
    static final Array<Counter> COUNTERS = Maps.array(1);
    static final VarHandle NUMBER;

    static {
      try {
        NUMBER = MethodHandles.lookup().findVarHandle(Counter.class, "number", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SyscallProgram
    static int program(Context context) {
      return (int) NUMBER.getAndAdd(COUNTERS.get(0), 1);
    }
  }

  static final class AtomicInTheContext {
    static final Array<Counter> COUNTERS = Maps.array(1);
    static final VarHandle NUMBER;

    static {
      try {
        NUMBER = MethodHandles.lookup().findVarHandle(Counter.class, "number", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SyscallProgram
    static int program(Context context) {
      return NUMBER.compareAndSet(context, 1L, 2L) ? 1 : 0;
    }
  }

  static final class VariableLength {
    @SyscallProgram
    static int program(Context context) {
      int[] numbers = new int[context.number];
      return numbers.length;
    }
  }

  static final class LargeArray {
    @SyscallProgram
    static int program(Context context) {
      long[] numbers = new long[5000];
      return numbers.length;
    }
  }

  static final class ArrayOfReferences {
    @SyscallProgram
    static int program(Context context) {
      Wait[] waits = new Wait[2];
      return waits.length;
    }
  }

  static final class ArrayOfArrays {
    @SyscallProgram
    static int program(Context context) {
      int[][] grid = new int[2][2];
      return grid.length;
    }
  }

  static final class FloatingArray {
    @SyscallProgram
    static int program(Context context) {
      double[] parts = new double[2];
      return parts.length;
    }
  }

  static final class ClonedArray {
    @SyscallProgram
    static int program(Context context) {
      int[] numbers = {1, 2};
      return numbers.clone()[0];
    }
  }

  static final class ArrayOfAnEarlierTurn {
    @SyscallProgram
    static int program(Context context) {
      int[] previous = new int[2];
      for (int i = 0; i < 4; i++) {
        int[] next = {i, i};
        previous = i == 2 ? previous : next;
      }
      return previous[0];
    }
  }

  static final class DifferentLengths {
    @SyscallProgram
    static int program(Context context) {
      int[] numbers = context.number > 0 ? new int[2] : new int[3];
      return numbers[0];
    }
  }

  static final class VariableInContext {
    @SyscallProgram
    static int program(Context context) {
      return context.few[context.number];
    }
  }

  static final class SharedArray {
    @SyscallProgram
    static int program(Context context) {
      long[] mine = {1, 2, 3, 4};
      Totals totals = new Totals();
      totals.each = mine;
      mine[0] = 5;
      return (int) totals.each[0];
    }
  }

  static final class ReplacedArray {
    @SyscallProgram
    static int program(Context context) {
      Totals totals = new Totals();
      long[] old = totals.each;
      totals.each = new long[4];
      totals.each[0] = 1;
      return (int) old[0];
    }
  }

  static final class WrongLength {
    static final class Short {
      @Length(4)
      final long[] each = new long[3];
    }

    @SyscallProgram
    static int program(Context context) {
      return new Short().each.length;
    }
  }

  static final class NullArray {
    @SyscallProgram
    static void program(Context context) {
      Totals totals = new Totals();
      totals.each = null;
    }
  }

  static final class ArrayNeverMade {
    static final class Late {
      @Length(4)
      long[] each;
    }

    @SyscallProgram
    static void program(Context context) {
      new Late();
    }
  }

  static final class Extends {
    static final class More extends Context {
      int more;
    }

    static final HashMap<Integer, More> ALL = Maps.hash(1);

    @SyscallProgram
    static void program() {}
  }

  static final class StaticReference {
    static Thread last;

    @SyscallProgram
    static int program(Context context) {
      return last == null ? 1 : 0;
    }
  }

  static final class ReplacedStaticArray {
    static int[] numbers = new int[4];

    @SyscallProgram
    static void program(Context context) {
      numbers = new int[4];
    }
  }

  static final class MutableText {
    static String text = "a";

    @SyscallProgram
    static int program(Context context) {
      return text == null ? 1 : 0;
    }
  }

  static final class EndlessInitialiser {
    static int turns;

    static {
      while (turns < Integer.MAX_VALUE) {
        turns++;
      }
    }

    @SyscallProgram
    static int program(Context context) {
      return turns;
    }
  }

  static final class ThrowingInitialiser {
    static final int[] FEW = new int[2];
    static final int THIRD = FEW[2];

    @SyscallProgram
    static int program(Context context) {
      return THIRD;
    }
  }

  static final class EffectInInitialiser {
    static final long START = System.nanoTime();

    @SyscallProgram
    static int program(Context context) {
      return START > 0 ? 1 : 0;
    }
  }

  static final class StaticArrayInAField {
    static final long[] EACH = new long[4];

    @SyscallProgram
    static void program(Context context) {
      new Totals().each = EACH;
    }
  }

  static final class BodiesOfConstants {
    enum Shape {
      ROUND {
        @Override
        int sides() {
          return 0;
        }
      },
      SQUARE;

      int sides() {
        return 4;
      }
    }

    @SyscallProgram
    static int program(Context context) {
      Shape shape = context.number > 0 ? Shape.ROUND : Shape.SQUARE;
      return shape.sides();
    }
  }

  static final class NameOfAnEnum {
    enum Kind {
      ONE,
      TWO
    }

    @SyscallProgram
    static int program(Context context) {
      Kind kind = context.number > 0 ? Kind.ONE : Kind.TWO;
      return kind.name().length();
    }
  }

  static final class TextMethod {
    @SyscallProgram
    static int program(Context context) {
      return "abc".substring(1).length();
    }
  }

  static final class TextByChoice {
    @SyscallProgram
    static int program(Context context) {
      String text = context.number > 0 ? "yes" : "no";
      return text.length();
    }
  }

  static final class VariableText {
    @SyscallProgram
    static int program(Context context) {
      byte[] characters = new byte[4];
      return dev.keelson.program.Kernel.equal(characters, null) ? 1 : 0;
    }
  }

  static final class PatternOfABox {
    static final HashMap<Integer, Long> COUNTS = Maps.hash(1);

    @SyscallProgram
    static int program(Context context) {
      Object count = COUNTS.get(1);
      return count instanceof Long ? 1 : 0;
    }
  }

  static final class StoredChoice {
    sealed interface Event permits Wait2, Wait3 {}

    record Wait2(int a) implements Event {}

    static final class Wait3 implements Event {
      int b;
    }

    record Holder(Event event) {}

    @SyscallProgram
    static int program(Context context) {
      Holder holder = new Holder(context.number > 0 ? new Wait2(1) : new Wait3());
      return holder.event() instanceof Wait2 ? 1 : 0;
    }
  }

  static final class AlikeAlternatives {
    sealed interface Event permits First.Happened, Second.Happened {}

    static final class First {
      record Happened(int at) implements Event {}
    }

    static final class Second {
      record Happened(int at) implements Event {}
    }

    static final HashMap<Integer, Event> EVENTS = Maps.hash(1);

    @SyscallProgram
    static void program() {}
  }

  static final class FieldOfAnEnum {
    enum Unit {
      SECOND(1),
      MINUTE(60);

      final int seconds;

      Unit(int seconds) {
        this.seconds = seconds;
      }
    }

    @SyscallProgram
    static int program(Context context) {
      Unit unit = context.number > 0 ? Unit.SECOND : Unit.MINUTE;
      return unit.seconds;
    }
  }

  static final class KernelArrayWritten {
    @SyscallProgram
    static void program(Context context) {
      dev.keelson.program.Kernel.comm()[0] = 1;
    }
  }
}
