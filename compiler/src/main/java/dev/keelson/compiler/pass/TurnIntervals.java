package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * Which numbers a value can be in one turn of a loop, whose variables are assumed: computed when it
 * is asked for, and no more than the kernel's verifier finds out too. {@link Intervals} holds for
 * all turns together.
 */
final class TurnIntervals {
  /** Definitions are followed no further back than this. */
  private static final int DEEPEST = 12;

  private static final int MOST_DOMINATORS = 48;

  private final Definitions definitions;
  private final Map<Value, Block> places = new HashMap<>();
  private final Map<Value, Interval> assumed = new HashMap<>();
  private final Dominators dominators;
  private final Map<Visit, Interval> visited = new HashMap<>();

  /** Where ways part and meet again and again, each is followed once all the same. */
  private record Visit(Value parameter, int depth) {}

  TurnIntervals(Function function, Dominators dominators) {
    this.dominators = dominators;
    this.definitions = Definitions.of(function);
    for (Block block : function.blocks()) {
      block.parameters().forEach(parameter -> places.put(parameter, block));
      for (Instruction instruction : block.instructions()) {
        places.put(instruction.result(), block);
      }
    }
  }

  /** From now on the value is taken to lie there: what a loop's variable was found to be. */
  void assume(Value value, Interval interval) {
    assumed.put(value, interval);
    visited.clear();
  }

  /** The block that defines the value. */
  Block place(Value value) {
    return places.get(value);
  }

  /** What computes the value; {@code null} for a block's parameter. */
  Op definition(Value value) {
    return definitions.get(value);
  }

  /** Where the value lies whenever control is at {@code block}. */
  Interval at(Block block, Value value) {
    return at(block, value, 0);
  }

  private Interval at(Block block, Value value, int depth) {
    Interval interval = of(value, depth);
    Block place = places.get(value);
    Block below = block;
    for (int i = 0; i < MOST_DOMINATORS && below != place && below != null; i++) {
      Block above = dominators.parent(below);
      if (above != null && dominators.predecessors(below).size() == 1) {
        interval = narrowed(interval, value, above, below);
      }
      below = above;
    }
    return interval;
  }

  /** What the branch at the end of {@code from} tells about the value on its way to {@code to}. */
  private Interval narrowed(Interval interval, Value value, Block from, Block to) {
    if (!(from.terminator() instanceof Terminator.Branch branch)
        || branch.yes().target() == branch.no().target()) {
      return interval;
    }
    Condition condition =
        branch.yes().target() == to ? branch.condition() : branch.condition().negated();
    if (branch.left() == value && definitions.get(branch.right()) instanceof Op.Const(long c)) {
      return interval.where(condition, Interval.of(c)).orElse(interval);
    }
    if (branch.right() == value && definitions.get(branch.left()) instanceof Op.Const(long c)) {
      return interval.where(condition.swapped(), Interval.of(c)).orElse(interval);
    }
    return interval;
  }

  private Interval of(Value value, int depth) {
    Interval known = assumed.get(value);
    if (known != null) {
      return known;
    }
    Interval all = Interval.all(value.type());
    if (depth > DEEPEST) {
      return all;
    }
    return switch (definitions.get(value)) {
      case null -> parameter(value, all, depth);
      case Op.Const(long c) -> Interval.of(c);
      case Op.Compare _ -> new Interval(0, 1);
      case Op.Load load -> IntervalArithmetic.loaded(value.type(), load.sizeBytes(), load.signed());
      case Op.Unary unary ->
          IntervalArithmetic.unary(value.type(), unary.kind(), of(unary.operand(), depth + 1));
      case Op.Binary binary when !followed(binary) -> all;
      case Op.Binary binary ->
          IntervalArithmetic.binary(
              value.type(),
              binary.kind(),
              of(binary.left(), depth + 1),
              of(binary.right(), depth + 1));
      default -> all;
    };
  }

  /** Of a quotient, a remainder and a shift by an unknown count the verifier knows nothing. */
  private boolean followed(Op.Binary binary) {
    return switch (binary.kind()) {
      case DIV, REM, UDIV, UREM -> false;
      case SHL, SHR, USHR -> definitions.get(binary.right()) instanceof Op.Const;
      case ADD, SUB, MUL, AND, OR, XOR -> true;
    };
  }

  /** All that the edges bring, unless it goes round a loop. */
  private Interval parameter(Value value, Interval all, int depth) {
    Visit visit = new Visit(value, depth);
    Interval known = visited.get(visit);
    if (known == null) {
      known = joined(value, all, depth);
      visited.put(visit, known);
    }
    return known;
  }

  private Interval joined(Value value, Interval all, int depth) {
    Block block = places.get(value);
    if (block == null || !dominators.reachable(block)) {
      return all;
    }
    int index = block.parameters().indexOf(value);
    Interval sum = null;
    for (Block from : dominators.predecessors(block)) {
      if (dominators.dominates(block, from)) {
        return all;
      }
      for (Edge edge : from.terminator().edges()) {
        if (edge.target() == block) {
          Value argument = edge.arguments().get(index);
          Interval one = narrowed(at(from, argument, depth + 1), argument, from, block);
          sum = sum == null ? one : sum.join(one);
        }
      }
    }
    return sum == null ? all : sum;
  }
}
