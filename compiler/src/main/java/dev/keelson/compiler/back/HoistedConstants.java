package dev.keelson.compiler.back;

import dev.keelson.compiler.back.MachineBlock.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * After allocation: a block that only makes numbers on the way of one branch gives them to the
 * block before the branch, where the other way does not mind, and vanishes. Then a number that its
 * register holds already is not made again.
 *
 * <pre>
 *   if c goto E; N...     E: w1 = 2; goto T      -->      w1 = 2; if c goto T; N...
 * </pre>
 */
final class HoistedConstants {
  private final MachineFunction function;
  private final Map<MachineBlock, Integer> entries;
  private Liveness liveness;

  private HoistedConstants(MachineFunction function) {
    this.function = function;
    this.entries = entries(function);
    this.liveness = Liveness.of(function);
  }

  static void run(MachineFunction function) {
    HoistedConstants constants = new HoistedConstants(function);
    // From the end, so that what comes free in one block is free for the one before.
    for (MachineBlock block : function.blocks.reversed()) {
      if (block.last() instanceof MachineOp.Branch branch && branch.yes() != branch.no()) {
        constants.hoist(block, branch, branch.yes(), branch.no());
        constants.hoist(block, branch, branch.no(), branch.yes());
      }
    }
    removeRepeated(function, constants.entries);
  }

  private static Map<MachineBlock, Integer> entries(MachineFunction function) {
    Map<MachineBlock, Integer> entries = new HashMap<>();
    for (MachineBlock block : function.blocks) {
      block.successors().forEach(next -> entries.merge(next, 1, Integer::sum));
    }
    return entries;
  }

  private void hoist(
      MachineBlock block, MachineOp.Branch branch, MachineBlock way, MachineBlock other) {
    List<Step> numbers = way.steps.subList(0, way.steps.size() - 1);
    boolean fits =
        entries.get(way) == 1
            && way.last() instanceof MachineOp.Jump
            && !numbers.isEmpty()
            && numbers.size() <= 2
            && numbers.stream().allMatch(step -> step.op() instanceof MachineOp.Constant);
    if (!fits) {
      return;
    }
    BitSet needed = liveness.atStart(other);
    for (int use : branch.uses()) {
      if (use != MachineOp.NONE) {
        needed.set(use);
      }
    }
    if (numbers.stream().noneMatch(step -> needed.get(step.op().def()))) {
      block.steps.addAll(block.steps.size() - 1, numbers);
      way.steps = new ArrayList<>(List.of(way.steps.getLast()));
      liveness = Liveness.of(function);
    }
  }

  /** Follows chains of blocks with one way in. */
  private static void removeRepeated(MachineFunction function, Map<MachineBlock, Integer> entries) {
    Map<MachineBlock, MachineBlock> before = new HashMap<>();
    for (MachineBlock block : function.blocks) {
      block.successors().stream()
          .filter(next -> entries.get(next) == 1)
          .forEach(next -> before.put(next, block));
    }
    Map<MachineBlock, Map<Integer, MachineOp>> atEnd = new HashMap<>();
    for (MachineBlock block : function.blocks) {
      Map<Integer, MachineOp> held = new HashMap<>(atEnd.getOrDefault(before.get(block), Map.of()));
      List<Step> kept = new ArrayList<>();
      for (Step step : block.steps) {
        MachineOp op = step.op();
        if (op instanceof MachineOp.Constant && op.equals(held.get(op.def()))) {
          continue;
        }
        kept.add(step);
        if (op instanceof MachineOp.Call) {
          held.keySet().removeIf(register -> register <= 5);
        } else if (op instanceof MachineOp.Constant) {
          held.put(op.def(), op);
        } else {
          held.remove(op.def());
        }
      }
      block.steps = kept;
      atEnd.put(block, held);
    }
  }
}
