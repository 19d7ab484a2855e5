package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Numbers that the kernel's verifier knows exactly each time it passes: those that are computed
 * from constants alone, where the variables of a loop that it walks turn by turn are constants in
 * every turn. A pointer plus such a number is to it a pointer plus a constant. A snapshot, taken
 * after loops have got their forms.
 */
final class WalkedNumbers {
  private final Intervals intervals;
  private final Definitions definitions;
  private final Map<Value, Set<Value>> incoming = new HashMap<>();
  private final Set<Value> budgeted = new HashSet<>();

  WalkedNumbers(Function function) {
    intervals = Intervals.of(function);
    definitions = Definitions.of(function);
    for (Block block : function.blocks()) {
      if (block.terminator() instanceof Terminator.MayGoto) {
        budgeted.addAll(block.parameters());
      }
      for (Edge edge : block.terminator().edges()) {
        List<Value> parameters = edge.target().parameters();
        for (int i = 0; i < parameters.size(); i++) {
          incoming
              .computeIfAbsent(parameters.get(i), _ -> new HashSet<>())
              .add(edge.arguments().get(i));
        }
      }
    }
  }

  /**
   * The largest that the value gets in {@code block}; empty when the verifier does not know it
   * exactly, or when it can be negative.
   */
  OptionalLong largest(Block block, Value value) {
    return notNegative(block, value) && exact(value)
        ? OptionalLong.of(Math.min(intervals.at(block, value).high(), highest(block, value)))
        : OptionalLong.empty();
  }

  /** Whether the value is at least 0 in {@code block}. */
  boolean notNegative(Block block, Value value) {
    return intervals.reachable(block) && intervals.at(block, value).notNegative();
  }

  /** Whether the verifier knows the value exactly each time it passes. */
  boolean exact(Value value) {
    return exact(value, new HashSet<>());
  }

  /** Not above the interval's end, and below it where a loop's variable takes larger steps. */
  private long highest(Block block, Value value) {
    Interval interval = intervals.at(block, value);
    return switch (definitions.get(value)) {
      case null -> lastStep(value, interval);
      case Op.Unary(Op.UnaryKind kind, Value operand)
          when kind == Op.UnaryKind.SEXT32 || kind == Op.UnaryKind.ZEXT32 ->
          highest(block, operand);
      case Op.Binary(Op.BinaryKind kind, Value left, Value right)
          when kind == Op.BinaryKind.ADD
              && interval.notNegative()
              && definitions.get(right) instanceof Op.Const(long more) ->
          highest(block, left) + more;
      default -> interval.high();
    };
  }

  /** Of {@code for (i = first; ...; i += step)} the largest that its interval leaves. */
  private long lastStep(Value variable, Interval interval) {
    List<Value> arguments = List.copyOf(incoming.get(variable));
    if (arguments.size() == 2) {
      boolean order = definitions.get(arguments.getFirst()) instanceof Op.Const;
      Op start = definitions.get(arguments.get(order ? 0 : 1));
      Op next = definitions.get(arguments.get(order ? 1 : 0));
      if (start instanceof Op.Const(long first)
          && next instanceof Op.Binary(Op.BinaryKind kind, Value left, Value right)
          && kind == Op.BinaryKind.ADD
          && left == variable
          && definitions.get(right) instanceof Op.Const(long step)
          && step > 0
          && first <= interval.high()) {
        return first + (interval.high() - first) / step * step;
      }
    }
    return interval.high();
  }

  private boolean exact(Value value, Set<Value> underWay) {
    if (!underWay.add(value)) {
      return true;
    }
    return switch (definitions.get(value)) {
      case null ->
          !budgeted.contains(value)
              && incoming.containsKey(value)
              && incoming.get(value).stream().allMatch(argument -> exact(argument, underWay));
      case Op.Const _ -> true;
      case Op.Unary(Op.UnaryKind kind, Value operand) ->
          kind != Op.UnaryKind.HIDE && exact(operand, underWay);
      case Op.Binary binary ->
          switch (binary.kind()) {
            case ADD, SUB, MUL, AND, OR, XOR, SHL, SHR, USHR ->
                exact(binary.left(), underWay) && exact(binary.right(), underWay);
            // Quotients it does not compute (adjust_scalar_min_max_vals, kernel/bpf/verifier.c).
            case DIV, REM, UDIV, UREM -> false;
          };
      default -> false;
    };
  }
}
