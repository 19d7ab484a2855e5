package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.function.BiFunction;

/**
 * Comparisons, made simpler: constants to the right, what was widened or turned round compared as
 * it was before, what is a comparison itself compared in its own terms. Part of {@link Simplify}.
 */
final class Comparisons {
  private final Definitions definitions;
  private final Indexes indexes;
  private final Bounds bounds;
  private final BiFunction<Type, Op, Value> add;

  /**
   * @param definitions what is known of values; changes as the pass goes on
   * @param indexes values that are added to addresses
   * @param add puts a new operation before the comparison
   */
  Comparisons(
      Definitions definitions, Indexes indexes, Bounds bounds, BiFunction<Type, Op, Value> add) {
    this.definitions = definitions;
    this.indexes = indexes;
    this.bounds = bounds;
    this.add = add;
  }

  /** Whether the value is only ever 0 or 1. */
  boolean truth(Value value) {
    return value.type() == Type.I32 && Ranges.within(definitions.get(value), 0, 1);
  }

  /** A comparison on its way to a simpler one; {@code known} once its outcome is, else null. */
  record Test(Condition condition, Value left, Value right, Boolean known) {
    Test(Condition condition, Value left, Value right) {
      this(condition, left, right, null);
    }
  }

  /** The simplest comparison with the same outcome. */
  Test simplest(Condition condition, Value left, Value right) {
    Test test = new Test(condition, left, right);
    while (true) {
      Test next = step(test);
      if (next.equals(test)) {
        return test;
      }
      test = next;
    }
  }

  private Test step(Test test) {
    if (test.known != null) {
      return test;
    }
    Long left = constant(test.left);
    Long right = constant(test.right);
    if (left != null && right != null) {
      return known(test, Arithmetic.holds(test.condition, left, right));
    }
    if (test.left == test.right) {
      return known(test, Arithmetic.holdsForEqual(test.condition));
    }
    if (left != null) {
      return new Test(test.condition.swapped(), /* left= */ test.right, /* right= */ test.left);
    }
    Test unswapped = right == null ? null : unswapped(test, right);
    if (unswapped != null) {
      return unswapped;
    }
    if (right != null && right == 0) {
      return againstZero(test);
    }
    PacketLength length = right == null ? null : PacketLength.compared(definitions, test.left);
    return length == null ? narrowed(test, right) : length(test, length, right);
  }

  /** Compares a number as it was before its bytes were exchanged; null where it was not. */
  private Test unswapped(Test test, long right) {
    boolean equality = test.condition == Condition.EQ || test.condition == Condition.NE;
    if (!equality || !(definitions.get(test.left) instanceof Op.Unary(UnaryKind kind, Value x))) {
      return null;
    }
    boolean whole = kind == UnaryKind.BSWAP;
    boolean half =
        kind == UnaryKind.BSWAP16
            && right == (char) right
            && bounds.largest(x) <= Character.MAX_VALUE;
    return whole || half
        ? new Test(
            test.condition, x, number(x.type(), Arithmetic.unary(test.left.type(), kind, right)))
        : null;
  }

  private Test length(Test test, PacketLength length, long right) {
    return length
        .atLeast(test.condition, right)
        .map(least ->
            new Test(
                least.condition(),
                add.apply(Type.POINTER, new Op.Offset(length.start(), least.bytes())),
                length.end()))
        .orElse(test);
  }

  private static Test known(Test test, boolean holds) {
    return new Test(test.condition, test.left, test.right, holds);
  }

  private Test againstZero(Test test) {
    boolean equality = test.condition == Condition.EQ || test.condition == Condition.NE;
    if (test.condition == Condition.ULT || test.condition == Condition.UGE) {
      return known(test, test.condition == Condition.UGE);
    }
    Op definition = definitions.get(test.left);
    if (equality && definition instanceof Op.Compare inner) {
      boolean same = test.condition == Condition.NE;
      return new Test(
          same ? inner.condition() : inner.condition().negated(), inner.left(), inner.right());
    }
    if (equality && definition instanceof Op.Binary flip && flip.kind() == BinaryKind.XOR) {
      Long bit = constant(flip.right());
      if (bit != null && bit == 1 && truth(flip.left())) {
        return new Test(test.condition.negated(), flip.left(), test.right);
      }
    }
    if (equality
        && (definition instanceof Op.StackSlot
            || definition instanceof Op.MapAddress
            || definition instanceof Op.FunctionAddress
            || definition instanceof Op.GlobalAddress)) {
      return known(test, test.condition == Condition.NE);
    }
    return narrowed(test, 0L);
  }

  /** Compares what was widened before it was, where that gives the same answer. */
  private Test narrowed(Test test, Long right) {
    // An index stays wide: the verifier must see the check of the register that is added.
    if (!(definitions.get(test.left) instanceof Op.Unary wide) || indexes.contains(test.left)) {
      return test;
    }
    boolean unsigned =
        switch (test.condition) {
          case EQ, NE, ULT, ULE, UGT, UGE -> true;
          case LT, LE, GT, GE -> false;
        };
    boolean equality = test.condition == Condition.EQ || test.condition == Condition.NE;
    boolean signs = wide.kind() == UnaryKind.SEXT32 && (equality || !unsigned);
    boolean zeros = wide.kind() == UnaryKind.ZEXT32 && unsigned;
    if (!signs && !zeros) {
      return test;
    }
    if (right != null) {
      boolean fits = signs ? right == right.intValue() : right >>> 32 == 0;
      return fits ? new Test(test.condition, wide.operand(), number(Type.I32, right)) : test;
    }
    return definitions.get(test.right) instanceof Op.Unary other && other.kind() == wide.kind()
        ? new Test(test.condition, wide.operand(), other.operand())
        : test;
  }

  private Long constant(Value value) {
    return definitions.get(value) instanceof Op.Const c ? (Long) c.value() : null;
  }

  private Value number(Type type, long value) {
    return add.apply(type, new Op.Const(type == Type.I32 ? (int) value : value));
  }
}
