package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes equal things once: an operation that was already done on every way here is replaced by
 * its result. Constants and map addresses move to the entry, once each; selection makes them where
 * they are used, so this costs no register.
 */
public final class ValueNumbering {
  private record Key(Op op, Type type) {}

  private final Function function;
  private final Dominators dominators;
  private final Substitution substitution = new Substitution();
  private final Map<Key, Value> leaves = new HashMap<>();
  private final List<Instruction> entryLeaves = new ArrayList<>();
  private final Map<Block, List<Block>> children = new HashMap<>();

  /** What was computed on every way to where the walk is. */
  private final Map<Key, Value> known = new HashMap<>();

  private ValueNumbering(Function function) {
    this.function = function;
    this.dominators = Dominators.of(function);
  }

  /** Returns whether anything changed. */
  public static boolean run(Function function) {
    return new ValueNumbering(function).run();
  }

  private boolean run() {
    for (Block block : dominators.order()) {
      Block parent = dominators.parent(block);
      if (parent != null) {
        children.computeIfAbsent(parent, p -> new ArrayList<>()).add(block);
      }
      gatherLeaves(block);
    }
    function.entry().instructions().addAll(0, entryLeaves);
    walk();
    substitution.apply(function);
    return !substitution.isEmpty();
  }

  private void gatherLeaves(Block block) {
    List<Instruction> rest = new ArrayList<>();
    for (Instruction instruction : block.instructions()) {
      boolean leaf =
          instruction.op() instanceof Op.Const
              || instruction.op() instanceof Op.SettingValue
              || instruction.op() instanceof Op.MapAddress
              || instruction.op() instanceof Op.FunctionAddress
              || instruction.op() instanceof Op.GlobalAddress;
      if (!leaf) {
        rest.add(instruction);
        continue;
      }
      Key key = new Key(instruction.op(), instruction.result().type());
      Value first = leaves.putIfAbsent(key, instruction.result());
      if (first == null) {
        entryLeaves.add(new Instruction(instruction.result(), instruction.op(), 0));
      } else {
        substitution.replace(instruction.result(), first);
      }
    }
    block.instructions().clear();
    block.instructions().addAll(rest);
  }

  /** A block of the dominator tree that is to be entered, or left with what it made known. */
  private sealed interface Step {
    record Enter(Block block) implements Step {}

    record Leave(List<Key> own) implements Step {}
  }

  /** Not by recursion: as deep as the dominator tree is, the method is long. */
  private void walk() {
    Deque<Step> open = new ArrayDeque<>(List.of(new Step.Enter(function.entry())));
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case Step.Enter(Block block) -> {
          open.push(new Step.Leave(visit(block)));
          List<Block> next = children.getOrDefault(block, List.of());
          next.reversed().forEach(child -> open.push(new Step.Enter(child)));
        }
        case Step.Leave(List<Key> own) -> own.forEach(known::remove);
      }
    }
  }

  /** Returns what becomes known in the block. */
  private List<Key> visit(Block block) {
    List<Key> own = new ArrayList<>();
    List<Instruction> kept = new ArrayList<>();
    for (Instruction instruction : block.instructions()) {
      Op op = instruction.op().map(substitution::resolve);
      Value same = null;
      if (repeatable(op)) {
        Key key = new Key(canonical(op), instruction.result().type());
        same = known.putIfAbsent(key, instruction.result());
        if (same == null) {
          own.add(key);
        }
      }
      if (same == null) {
        kept.add(new Instruction(instruction.result(), op, instruction.line()));
      } else {
        substitution.replace(instruction.result(), same);
      }
    }
    block.instructions().clear();
    block.instructions().addAll(kept);
    return own;
  }

  private static boolean repeatable(Op op) {
    return switch (op) {
      case Op.Binary b -> true;
      // Two copies of a hidden number would share their fate in the verifier: what it learns of
      // one.
      case Op.Unary u -> u.kind() != Op.UnaryKind.HIDE;
      case Op.Compare c -> true;
      case Op.Offset o -> true;
      case Op.Index i -> true;
      case Op.Distance d -> true;
      case Op.Load l -> l.stable();
      case Op.FieldOp f -> true;
      case Op.Const c -> false;
      case Op.SettingValue s -> false;
      case Op.MapAddress a -> false;
      case Op.FunctionAddress a -> false;
      case Op.Parameter p -> false;
      case Op.GlobalAddress g -> false;
      case Op.StackSlot s -> false;
      case Op.Store s -> false;
      case Op.Atomic a -> false;
      case Op.CallHelper c -> false;
      case Op.CallKernel c -> false;
      case Op.CallFunction c -> false;
    };
  }

  private static Op canonical(Op op) {
    return op instanceof Op.Binary b && b.kind().commutative() && b.left().id() > b.right().id()
        ? b.swapped()
        : op;
  }
}
