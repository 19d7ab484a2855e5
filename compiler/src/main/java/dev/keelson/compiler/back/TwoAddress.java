package dev.keelson.compiler.back;

import dev.keelson.compiler.back.MachineBlock.Step;
import dev.keelson.object.insn.Opcode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Makes every arithmetic step overwrite its first operand, as the machine does, with a move before
 * it. Where the order of operands is free, the one that is read for the last time is overwritten,
 * so that the move can vanish.
 */
final class TwoAddress {
  private TwoAddress() {}

  static void lower(MachineFunction function) {
    Liveness liveness = Liveness.of(function);
    for (MachineBlock block : function.blocks) {
      BitSet live = liveness.atEnd(block);
      List<Step> backwards = new ArrayList<>();
      for (Step step : block.steps.reversed()) {
        if (step.op() instanceof MachineOp.Alu alu && alu.def() != alu.left()) {
          MachineOp.Alu best = lastReadFirst(alu, live);
          int to = best.def();
          backwards.add(new Step(best.on(to, to, best.right()), step.line()));
          backwards.add(new Step(new MachineOp.Move(to, best.left()), step.line()));
        } else {
          backwards.add(step);
        }
        Liveness.back(live, step.op());
      }
      block.steps = new ArrayList<>(backwards.reversed());
    }
  }

  private static MachineOp.Alu lastReadFirst(MachineOp.Alu alu, BitSet liveAfter) {
    boolean swap =
        alu.right() != MachineOp.NONE
            && commutes(alu.opcode())
            && liveAfter.get(alu.left())
            && !liveAfter.get(alu.right());
    return swap ? alu.on(alu.def(), /* newLeft= */ alu.right(), /* newRight= */ alu.left()) : alu;
  }

  private static boolean commutes(int opcode) {
    return switch (opcode & 0xf0) {
      case Opcode.ADD, Opcode.MUL, Opcode.AND, Opcode.OR, Opcode.XOR -> true;
      default -> false;
    };
  }
}
