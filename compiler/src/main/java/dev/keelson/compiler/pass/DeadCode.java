package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes blocks that cannot be reached and computations that reach no effect, parameters that only
 * feed themselves included.
 */
public final class DeadCode {
  private DeadCode() {}

  /** Returns whether anything changed. */
  public static boolean run(Function function) {
    Dominators dominators = Dominators.of(function);
    boolean changed = function.blocks().removeIf(block -> !dominators.reachable(block));
    Set<Value> live = live(function);
    Set<Value> gone = new HashSet<>();
    for (Block block : function.blocks()) {
      changed |= block.instructions().removeIf(i -> i.op().pure() && !live.contains(i.result()));
      block.parameters().stream().filter(p -> !live.contains(p)).forEach(gone::add);
    }
    BlockParameters.remove(function, gone);
    return changed || !gone.isEmpty();
  }

  private static Set<Value> live(Function function) {
    Map<Value, Collection<Value>> needs = new HashMap<>();
    Deque<Value> pending = new ArrayDeque<>();
    for (Block block : function.blocks()) {
      for (Instruction instruction : block.instructions()) {
        Op op = instruction.op();
        needs.put(instruction.result(), op.operands());
        if (!op.pure()) {
          pending.addAll(op.operands());
        }
      }
      for (Edge edge : block.terminator().edges()) {
        for (int i = 0; i < edge.arguments().size(); i++) {
          needs
              .computeIfAbsent(edge.target().parameters().get(i), p -> new ArrayList<>())
              .add(edge.arguments().get(i));
        }
      }
      switch (block.terminator()) {
        case Terminator.Branch branch -> pending.addAll(List.of(branch.left(), branch.right()));
        case Terminator.Return end -> pending.addAll(end.values());
        case Terminator.Jump jump -> {}
        case Terminator.Fault fault -> {}
        case Terminator.MayGoto may -> {}
      }
    }
    Set<Value> live = new HashSet<>();
    while (!pending.isEmpty()) {
      Value value = pending.pop();
      if (live.add(value)) {
        pending.addAll(needs.getOrDefault(value, List.of()));
      }
    }
    return live;
  }
}
