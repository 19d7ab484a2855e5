package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves arithmetic down its block to where its result is first needed, when its first operand is
 * still read on the way: the machine overwrites that operand, and an early overwrite costs a copy.
 * {@code i + 1} of a loop thus lands after the last use of {@code i}.
 */
public final class Scheduling {
  private Scheduling() {}

  public static void run(Function function) {
    for (Block block : function.blocks()) {
      Map<Value, Integer> firstUse = new HashMap<>();
      Map<Value, Integer> lastUse = new HashMap<>();
      List<Instruction> instructions = block.instructions();
      for (int i = 0; i < instructions.size(); i++) {
        for (Value operand : instructions.get(i).op().operands()) {
          firstUse.putIfAbsent(operand, i);
          lastUse.put(operand, i);
        }
      }
      reorder(block, firstUse, lastUse);
    }
  }

  private static void reorder(
      Block block, Map<Value, Integer> firstUse, Map<Value, Integer> lastUse) {
    List<Instruction> old = List.copyOf(block.instructions());
    Map<Integer, List<Instruction>> delayed = new HashMap<>();
    List<Instruction> placed = new ArrayList<>();
    for (int i = 0; i < old.size(); i++) {
      placed.addAll(delayed.getOrDefault(i, List.of()));
      Instruction instruction = old.get(i);
      int needed = firstUse.getOrDefault(instruction.result(), old.size());
      Value overwritten = overwritten(instruction.op());
      boolean early = overwritten != null && lastUse.get(overwritten) > i;
      if (early && needed > i + 1 && !comparedAtEnd(block, overwritten)) {
        delayed.computeIfAbsent(needed, n -> new ArrayList<>()).add(instruction);
      } else {
        placed.add(instruction);
      }
    }
    placed.addAll(delayed.getOrDefault(old.size(), List.of()));
    block.instructions().clear();
    block.instructions().addAll(placed);
  }

  private static Value overwritten(Op op) {
    return switch (op) {
      case Op.Binary binary -> binary.left();
      case Op.Unary unary -> unary.operand();
      default -> null;
    };
  }

  /** Then it is alive to the end whatever the order. */
  private static boolean comparedAtEnd(Block block, Value value) {
    return block.terminator() instanceof Terminator.Branch branch
        && (branch.left() == value || branch.right() == value);
  }
}
