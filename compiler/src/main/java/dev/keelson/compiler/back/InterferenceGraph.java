package dev.keelson.compiler.back;

import dev.keelson.compiler.back.MachineBlock.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which registers are live at the same time and so need different places. Mutable. */
final class InterferenceGraph {
  final BitSet[] neighbours;

  /** How dear a spill of each register is: reads and writes, ten times as much per loop. */
  final double[] costs;

  /** The moves of the function, each a candidate to vanish. */
  final List<MachineOp.Move> moves = new ArrayList<>();

  InterferenceGraph(MachineFunction function) {
    int count = function.registerCount();
    neighbours = new BitSet[count];
    costs = new double[count];
    for (int i = 0; i < count; i++) {
      neighbours[i] = new BitSet();
    }
    for (int a = 0; a < MachineOp.FRAME; a++) {
      neighbours[a].set(0, MachineOp.FRAME);
      neighbours[a].clear(a);
    }
    Liveness liveness = Liveness.of(function);
    for (MachineBlock block : function.blocks) {
      BitSet live = liveness.atEnd(block);
      double weight = Math.pow(10, block.loopDepth);
      for (Step step : block.steps.reversed()) {
        add(step.op(), live, weight);
        Liveness.back(live, step.op());
      }
    }
  }

  boolean interfere(int a, int b) {
    return neighbours[a].get(b);
  }

  void connect(int a, int b) {
    if (a != b) {
      neighbours[a].set(b);
      neighbours[b].set(a);
    }
  }

  private void add(MachineOp op, BitSet liveAfter, double weight) {
    if (op instanceof MachineOp.Call) {
      for (int clobbered = 0; clobbered <= 5; clobbered++) {
        define(clobbered, liveAfter, MachineOp.NONE);
      }
    } else if (op instanceof MachineOp.Move move) {
      moves.add(move);
      define(move.def(), liveAfter, move.from());
    } else if (op.def() != MachineOp.NONE) {
      define(op.def(), liveAfter, MachineOp.NONE);
    }
    if (op.def() != MachineOp.NONE) {
      costs[op.def()] += weight;
    }
    for (int use : op.uses()) {
      if (use != MachineOp.NONE) {
        costs[use] += weight;
      }
    }
  }

  private void define(int register, BitSet liveAfter, int copied) {
    for (int other = liveAfter.nextSetBit(0); other >= 0; other = liveAfter.nextSetBit(other + 1)) {
      if (other != copied) {
        connect(register, other);
      }
    }
  }
}
