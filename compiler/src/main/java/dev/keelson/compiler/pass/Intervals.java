package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator.Branch;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which numbers each value of a function can be, where: what its definition says, narrowed by the
 * branches that were taken on every way to a block. Loops grow their parameters to the type's ends
 * and two more rounds take back what the loop's own condition forbids. A snapshot.
 *
 * <pre>
 *   i = 0, i + 1                 i: 0 .. MAX   then   0 .. 64
 *   branch LT i, 64, body, end   in body: 0 .. 63, so that i + 1: 1 .. 64
 * </pre>
 */
final class Intervals {
  private static final int ROUNDS_BEFORE_WIDENING = 3;
  private static final int NARROWING_ROUNDS = 2;

  private final Dominators dominators;
  private final Definitions definitions;
  private final Map<Value, Interval> known = new HashMap<>();
  private final Map<Block, Facts> facts = new HashMap<>();
  private boolean growing = true;
  private boolean changed;
  private int round;

  /** What branches on the way to a block say of values; null stands for an unreachable block. */
  private record Facts(Facts above, Map<Value, Interval> own) {
    Interval find(Value value) {
      for (Facts facts = this; facts != null; facts = facts.above) {
        Interval found = facts.own.get(value);
        if (found != null) {
          return found;
        }
      }
      return null;
    }
  }

  private Intervals(Function function) {
    dominators = Dominators.of(function);
    definitions = Definitions.of(function);
    do {
      sweep();
    } while (changed);
    growing = false;
    for (int i = 0; i < NARROWING_ROUNDS; i++) {
      sweep();
    }
  }

  static Intervals of(Function function) {
    return new Intervals(function);
  }

  /** Whether any way leads there. */
  boolean reachable(Block block) {
    return facts.get(block) != null;
  }

  /** What the value can be when control is in the block, which is reachable. */
  Interval at(Block block, Value value) {
    return lookUp(facts.get(block), value);
  }

  /** What computes the value; null for a block's parameter. */
  Op definition(Value value) {
    return definitions.get(value);
  }

  /** How a comparison in a reachable block ends; empty when it depends. */
  Optional<Boolean> compare(Block block, Condition condition, Value left, Value right) {
    return at(block, left).compare(condition, at(block, right));
  }

  private void sweep() {
    changed = false;
    round++;
    for (Block block : dominators.order()) {
      Facts here = factsOf(block);
      Facts before = facts.put(block, here);
      // Back edges were judged by the facts of the round before.
      changed |= here != null && (before == null || !here.own().equals(before.own()));
      if (here != null) {
        for (int i = 0; i < block.parameters().size(); i++) {
          receive(block, i);
        }
        for (Instruction instruction : block.instructions()) {
          learn(instruction.result(), evaluate(here, instruction));
        }
      }
    }
  }

  private Facts factsOf(Block block) {
    if (dominators.parent(block) == null) {
      return new Facts(null, Map.of());
    }
    List<Block> predecessors = dominators.predecessors(block);
    if (predecessors.size() > 1) {
      boolean reached =
          predecessors.stream()
              .flatMap(from ->
                  from.terminator().edges().stream()
                      .filter(edge -> edge.target() == block)
                      .map(edge -> crossing(from, edge)))
              .anyMatch(Optional::isPresent);
      return reached ? new Facts(facts.get(dominators.parent(block)), Map.of()) : null;
    }
    Block from = predecessors.getFirst();
    Edge edge =
        from.terminator().edges().stream()
            .filter(e -> e.target() == block)
            .findFirst()
            .orElseThrow();
    return crossing(from, edge).map(own -> new Facts(facts.get(from), own)).orElse(null);
  }

  /** What holds on an edge beyond what holds in its block; empty when nothing goes that way. */
  private Optional<Map<Value, Interval>> crossing(Block from, Edge edge) {
    Facts before = facts.get(from);
    if (before == null) {
      return Optional.empty();
    }
    if (!(from.terminator() instanceof Branch branch) || branch.yes().equals(branch.no())) {
      return Optional.of(Map.of());
    }
    Condition condition =
        edge.equals(branch.yes()) ? branch.condition() : branch.condition().negated();
    Interval left = lookUp(before, branch.left());
    Interval right = lookUp(before, branch.right());
    Optional<Interval> narrowLeft = left.where(condition, right);
    Optional<Interval> narrowRight = right.where(condition.swapped(), left);
    if (narrowLeft.isEmpty() || narrowRight.isEmpty()) {
      return Optional.empty();
    }
    Map<Value, Interval> own = new HashMap<>();
    note(own, branch.left(), narrowLeft.get());
    note(own, branch.right(), narrowRight.get());
    return Optional.of(own);
  }

  /** What is said of a widened value is said of the value too. */
  private void note(Map<Value, Interval> own, Value value, Interval interval) {
    own.put(value, interval);
    if (definitions.get(value) instanceof Op.Unary(UnaryKind kind, Value narrow)) {
      boolean same =
          kind == UnaryKind.SEXT32
              || (kind == UnaryKind.ZEXT32 && interval.within(0, Integer.MAX_VALUE));
      if (same) {
        own.put(narrow, interval);
      }
    }
  }

  private void receive(Block block, int index) {
    Interval joined = null;
    for (Block from : dominators.predecessors(block)) {
      for (Edge edge : from.terminator().edges()) {
        Optional<Map<Value, Interval>> own =
            edge.target() == block ? crossing(from, edge) : Optional.empty();
        if (own.isPresent()) {
          Value argument = edge.arguments().get(index);
          Interval brought = lookUp(new Facts(facts.get(from), own.get()), argument);
          joined = joined == null ? brought : joined.join(brought);
        }
      }
    }
    if (joined != null) {
      learn(block.parameters().get(index), joined);
    }
  }

  private void learn(Value value, Interval found) {
    Interval old = known.get(value);
    Interval now = found;
    if (growing && old != null) {
      now = old.join(found);
      if (round > ROUNDS_BEFORE_WIDENING) {
        now = old.widen(now, value.type());
      }
    }
    if (!now.equals(old)) {
      known.put(value, now);
      changed = true;
    }
  }

  /** A value not met yet lies on a way not taken yet, or behind a back edge: not narrowed by it. */
  private Interval lookUp(Facts where, Value value) {
    Interval interval = where == null ? null : where.find(value);
    if (interval == null) {
      interval = known.getOrDefault(value, Interval.all(value.type()));
    }
    if (definitions.get(value) instanceof Op.Unary(UnaryKind kind, Value narrow)
        && (kind == UnaryKind.SEXT32 || kind == UnaryKind.ZEXT32)) {
      Interval wide = IntervalArithmetic.unary(value.type(), kind, lookUp(where, narrow));
      return interval.meet(wide).orElse(interval);
    }
    return interval;
  }

  private Interval evaluate(Facts here, Instruction instruction) {
    Value result = instruction.result();
    Interval all = Interval.all(result.type());
    return switch (instruction.op()) {
      case Op.Const c -> Interval.of(c.value());
      case Op.Binary b ->
          IntervalArithmetic.binary(
              result.type(), b.kind(), lookUp(here, b.left()), lookUp(here, b.right()));
      case Op.Unary u ->
          IntervalArithmetic.unary(result.type(), u.kind(), lookUp(here, u.operand()));
      case Op.Compare c ->
          lookUp(here, c.left())
              .compare(c.condition(), lookUp(here, c.right()))
              .map(holds -> Interval.of(holds ? 1 : 0))
              .orElse(new Interval(0, 1));
      case Op.Load load ->
          IntervalArithmetic.loaded(result.type(), load.sizeBytes(), load.signed());
      case Op.SettingValue s -> all;
      case Op.MapAddress a -> Interval.NOT_NULL;
      case Op.FunctionAddress a -> Interval.NOT_NULL;
      case Op.GlobalAddress g -> Interval.NOT_NULL;
      case Op.StackSlot s -> Interval.NOT_NULL;
      case Op.Distance d -> new Interval(0, Integer.MAX_VALUE);
      case Op.Offset o -> lookUp(here, o.base()).low() > 0 ? Interval.NOT_NULL : all;
      case Op.Index i -> lookUp(here, i.base()).low() > 0 ? Interval.NOT_NULL : all;
      case Op.FieldAddress a -> lookUp(here, a.base()).low() > 0 ? Interval.NOT_NULL : all;
      case Op.FieldLoad l -> all; // another kernel's may be wider
      case Op.FieldNumber n -> all;
      case Op.Parameter p -> all;
      case Op.Store s -> all;
      case Op.Atomic a -> all;
      case Op.CallHelper c -> all;
      case Op.CallKernel c -> all;
      case Op.CallFunction c -> all;
    };
  }
}
