package dev.keelson.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Intervals promise never to leave out a number that can be: drawn numbers hold them to it. */
class IntervalTest {
  private static final int DRAWS = 20;

  @Property(tries = 2000)
  void resultsOfOperationsAreInTheirInterval(
      @ForAll BinaryKind kind, @ForAll boolean wide, @ForAll long seed) {
    Random random = new Random(seed);
    Type type = wide ? Type.I64 : Type.I32;
    Interval left = interval(random, type);
    Interval right = interval(random, kind.shift() ? Type.I32 : type);
    Interval result = IntervalArithmetic.binary(type, kind, left, right);
    for (int i = 0; i < DRAWS; i++) {
      long a = member(random, left);
      long b = member(random, right);
      boolean division = kind.name().endsWith("DIV") || kind.name().endsWith("REM");
      if (!division || b != 0) {
        long value = Arithmetic.binary(type, kind, a, b);
        assertThat(value).as("%s %s %s", a, kind, b).isBetween(result.low(), result.high());
      }
    }
  }

  @Property(tries = 1000)
  void resultsOfConversionsAreInTheirInterval(
      @ForAll UnaryKind kind, @ForAll boolean wide, @ForAll long seed) {
    Random random = new Random(seed);
    Type type = wide ? Type.I64 : Type.I32;
    Type converted = kind.result(type);
    if (converted != Type.VOID) {
      Interval operand = interval(random, type);
      Interval result = IntervalArithmetic.unary(converted, kind, operand);
      for (int i = 0; i < DRAWS; i++) {
        long x = member(random, operand);
        long value = Arithmetic.unary(converted, kind, x);
        assertThat(value).as("%s %s", kind, x).isBetween(result.low(), result.high());
      }
    }
  }

  @Property(tries = 2000)
  void whatAConditionLeavesHoldsAllThatSatisfyIt(
      @ForAll Condition condition, @ForAll boolean wide, @ForAll long seed) {
    Random random = new Random(seed);
    Type type = wide ? Type.I64 : Type.I32;
    Interval left = interval(random, type);
    Interval right = interval(random, type);
    for (int i = 0; i < DRAWS; i++) {
      long a = member(random, left);
      long b = member(random, right);
      boolean holds = Arithmetic.holds(condition, a, b);
      if (holds) {
        assertThat(left.where(condition, right))
            .hasValueSatisfying(where -> assertThat(a).isBetween(where.low(), where.high()));
      }
      left.compare(condition, right)
          .ifPresent(always -> assertThat(holds).as("%s %s %s", a, condition, b).isEqualTo(always));
    }
  }

  private static Interval interval(Random random, Type type) {
    long a = number(random, type);
    long near = a + random.nextInt(40);
    long other = random.nextInt(3) == 0 ? near : number(random, type);
    long b = type == Type.I32 ? (int) other : other;
    return new Interval(Math.min(a, b), Math.max(a, b));
  }

  private static long number(Random random, Type type) {
    long any =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(-70, 70);
          case 1 -> random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE;
          case 2 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
          default -> random.nextLong() >> random.nextInt(64);
        };
    return type == Type.I32 ? (int) any : any;
  }

  /** Ends more often than chance would have it. */
  private static long member(Random random, Interval interval) {
    return switch (random.nextInt(4)) {
      case 0 -> interval.low();
      case 1 -> interval.high();
      default ->
          interval.single() ? interval.low() : random.nextLong(interval.low(), interval.high());
    };
  }
}
