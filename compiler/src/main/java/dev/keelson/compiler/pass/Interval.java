package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Type;
import java.util.Optional;

/**
 * The numbers a value may be: from {@code low} to {@code high}, both included, read as signed. A
 * pointer is 0 when it is null and at least 1 otherwise.
 */
record Interval(long low, long high) {
  private static final Interval INT = new Interval(Integer.MIN_VALUE, Integer.MAX_VALUE);
  private static final Interval LONG = new Interval(Long.MIN_VALUE, Long.MAX_VALUE);
  private static final Interval ADDRESS = new Interval(0, Long.MAX_VALUE);

  /** A pointer that is not null. */
  static final Interval NOT_NULL = new Interval(1, Long.MAX_VALUE);

  Interval {
    if (low > high) {
      throw new IllegalArgumentException("nothing is from " + low + " to " + high);
    }
  }

  /** Everything that a value of that type can be. */
  static Interval all(Type type) {
    return switch (type) {
      case I32 -> INT;
      case I64, VOID -> LONG;
      case POINTER -> ADDRESS;
    };
  }

  static Interval of(long only) {
    return new Interval(only, only);
  }

  boolean single() {
    return low == high;
  }

  boolean within(long from, long to) {
    return from <= low && high <= to;
  }

  boolean notNegative() {
    return low >= 0;
  }

  Interval join(Interval other) {
    return new Interval(Math.min(low, other.low), Math.max(high, other.high));
  }

  /** What both allow; empty when nothing is. */
  Optional<Interval> meet(Interval other) {
    return between(Math.max(low, other.low), Math.min(high, other.high));
  }

  /** Grows to the type's ends where {@code grown} is larger, so that loops come to an end. */
  Interval widen(Interval grown, Type type) {
    Interval all = all(type);
    return new Interval(grown.low < low ? all.low : low, grown.high > high ? all.high : high);
  }

  /** What is left of it where {@code it condition other} holds; empty when that cannot be. */
  Optional<Interval> where(Condition condition, Interval other) {
    return switch (condition) {
      case EQ -> meet(other);
      case NE -> other.single() ? without(other.low) : Optional.of(this);
      case LT -> other.high == Long.MIN_VALUE ? Optional.empty() : upTo(other.high - 1);
      case LE -> upTo(other.high);
      case GT -> other.low == Long.MAX_VALUE ? Optional.empty() : from(other.low + 1);
      case GE -> from(other.low);
      // Below a number that is not negative, unsigned, there are no negative ones.
      case ULT ->
          other.notNegative()
              ? other.high == 0 ? Optional.empty() : meetFromZero(other.high - 1)
              : Optional.of(this);
      case ULE -> other.notNegative() ? meetFromZero(other.high) : Optional.of(this);
      case UGT ->
          notNegative() && other.notNegative()
              ? other.low == Long.MAX_VALUE ? Optional.empty() : from(other.low + 1)
              : Optional.of(this);
      case UGE -> notNegative() && other.notNegative() ? from(other.low) : Optional.of(this);
    };
  }

  /** Whether {@code it condition other} always holds, or never; empty when that depends. */
  Optional<Boolean> compare(Condition condition, Interval other) {
    if (where(condition, other).isEmpty() || other.where(condition.swapped(), this).isEmpty()) {
      return Optional.of(false);
    }
    Condition opposite = condition.negated();
    return where(opposite, other).isEmpty() || other.where(opposite.swapped(), this).isEmpty()
        ? Optional.of(true)
        : Optional.empty();
  }

  private Optional<Interval> without(long number) {
    if (single()) {
      return low == number ? Optional.empty() : Optional.of(this);
    }
    return Optional.of(
        new Interval(low == number ? low + 1 : low, high == number ? high - 1 : high));
  }

  private Optional<Interval> upTo(long end) {
    return between(low, Math.min(high, end));
  }

  private Optional<Interval> from(long start) {
    return between(Math.max(low, start), high);
  }

  private Optional<Interval> meetFromZero(long end) {
    return between(Math.max(low, 0), Math.min(high, end));
  }

  private static Optional<Interval> between(long low, long high) {
    return low > high ? Optional.empty() : Optional.of(new Interval(low, high));
  }
}
