package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes blocks that cannot be reached and computations that reach no effect, parameters that only
 * feed themselves included.
 */
public final class DeadCode {
  private DeadCode() {}

  /** Returns whether anything changed. */
  public static boolean run(Function function) {
    Set<Block> reached = new HashSet<>(function.reached());
    boolean changed = function.blocks().removeIf(block -> !reached.contains(block));
    BitSet live = live(function);
    Set<Value> gone = new HashSet<>();
    for (Block block : function.blocks()) {
      changed |= block.instructions().removeIf(i -> i.op().pure() && !live.get(i.result().id()));
      for (Value parameter : block.parameters()) {
        if (!live.get(parameter.id())) {
          gone.add(parameter);
        }
      }
    }
    if (!gone.isEmpty()) {
      BlockParameters.remove(function, gone);
    }
    return changed || !gone.isEmpty();
  }

  /** The ids of the values that something reads in the end. */
  private static BitSet live(Function function) {
    List<List<Value>> needs =
        new ArrayList<>(Collections.nCopies(function.valueCount(), List.<Value>of()));
    Deque<Value> pending = new ArrayDeque<>();
    for (Block block : function.blocks()) {
      for (Value parameter : block.parameters()) {
        needs.set(parameter.id(), new ArrayList<>());
      }
    }
    for (Block block : function.blocks()) {
      for (Instruction instruction : block.instructions()) {
        Op op = instruction.op();
        needs.set(instruction.result().id(), op.operands());
        if (!op.pure()) {
          pending.addAll(op.operands());
        }
      }
      for (Edge edge : block.terminator().edges()) {
        for (int i = 0; i < edge.arguments().size(); i++) {
          needs.get(edge.target().parameters().get(i).id()).add(edge.arguments().get(i));
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
    BitSet live = new BitSet(function.valueCount());
    while (!pending.isEmpty()) {
      Value value = pending.pop();
      if (!live.get(value.id())) {
        live.set(value.id());
        pending.addAll(needs.get(value.id()));
      }
    }
    return live;
  }
}
