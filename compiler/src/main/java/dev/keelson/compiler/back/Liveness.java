package dev.keelson.compiler.back;

import dev.keelson.compiler.back.MachineBlock.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which registers will still be read: at the end of each block, and step by step backwards. */
final class Liveness {
  private static final int LAST_CLOBBERED = 5;
  private final BitSet[] in;
  private final BitSet[] out;

  private Liveness(BitSet[] in, BitSet[] out) {
    this.in = in;
    this.out = out;
  }

  static Liveness of(MachineFunction function) {
    BitSet[] in = new BitSet[function.blockCount()];
    BitSet[] out = new BitSet[function.blockCount()];
    // What a block reads before it writes it, and what it writes: the steps are walked once.
    BitSet[] reads = new BitSet[function.blockCount()];
    BitSet[] writes = new BitSet[function.blockCount()];
    for (MachineBlock block : function.blocks) {
      in[block.id] = new BitSet();
      out[block.id] = new BitSet();
      reads[block.id] = new BitSet();
      writes[block.id] = new BitSet();
      for (int i = block.steps.size() - 1; i >= 0; i--) {
        MachineOp op = block.steps.get(i).op();
        back(reads[block.id], op);
        written(writes[block.id], op);
      }
    }
    BitSet live = new BitSet();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (MachineBlock block : function.blocks.reversed()) {
        for (MachineBlock next : block.successors()) {
          out[block.id].or(in[next.id]);
        }
        live.clear();
        live.or(out[block.id]);
        live.andNot(writes[block.id]);
        live.or(reads[block.id]);
        if (!live.equals(in[block.id])) {
          in[block.id].or(live); // it only grows
          changed = true;
        }
      }
    }
    return new Liveness(in, out);
  }

  /** A fresh set of the registers that are live where {@code block} starts. */
  BitSet atStart(MachineBlock block) {
    return (BitSet) in[block.id].clone();
  }

  /** A fresh set of the registers that are live where {@code block} ends. */
  BitSet atEnd(MachineBlock block) {
    return (BitSet) out[block.id].clone();
  }

  private static void written(BitSet registers, MachineOp op) {
    if (op instanceof MachineOp.Call) {
      registers.set(0, LAST_CLOBBERED + 1);
    } else if (op.def() != MachineOp.NONE) {
      registers.set(op.def());
    }
  }

  /** Turns what is live after {@code op} into what is live before it. */
  static void back(BitSet live, MachineOp op) {
    if (op instanceof MachineOp.Call) {
      live.clear(0, LAST_CLOBBERED + 1);
    } else if (op.def() != MachineOp.NONE) {
      live.clear(op.def());
    }
    for (int use : op.uses()) {
      if (use != MachineOp.NONE && use != MachineOp.FRAME) {
        live.set(use);
      }
    }
  }

  /** Takes away the steps whose register nobody reads. */
  static void removeDead(MachineFunction function) {
    boolean changed = true;
    while (changed) {
      changed = false;
      Liveness liveness = of(function);
      for (MachineBlock block : function.blocks) {
        BitSet live = liveness.atEnd(block);
        List<Step> kept = new ArrayList<>();
        for (Step step : block.steps.reversed()) {
          if (step.op().removable() && !live.get(step.op().def())) {
            changed = true;
            continue;
          }
          back(live, step.op());
          kept.add(step);
        }
        block.steps = new ArrayList<>(kept.reversed());
      }
    }
  }
}
