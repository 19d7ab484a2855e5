package dev.keelson.compiler.back;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The final order of blocks: those left empty by allocation are jumped over and go, and what nobody
 * reaches goes with them.
 */
final class BlockOrder {
  private BlockOrder() {}

  /** The blocks to emit, in order; their jumps name only blocks of the list. */
  static List<MachineBlock> of(MachineFunction function) {
    Map<MachineBlock, MachineBlock> forwards = new HashMap<>();
    for (MachineBlock block : function.blocks) {
      forwards.put(block, destination(block));
    }
    for (MachineBlock block : function.blocks) {
      block.retarget(forwards::get);
    }
    Set<MachineBlock> reached = new HashSet<>();
    List<MachineBlock> pending = new ArrayList<>(List.of(function.blocks.getFirst()));
    while (!pending.isEmpty()) {
      MachineBlock block = pending.removeLast();
      if (reached.add(block)) {
        pending.addAll(block.successors());
      }
    }
    return function.blocks.stream().filter(reached::contains).toList();
  }

  private static MachineBlock destination(MachineBlock start) {
    MachineBlock block = start;
    Set<MachineBlock> seen = new HashSet<>();
    while (block.steps.size() == 1
        && block.last() instanceof MachineOp.Jump jump
        && seen.add(block)) {
      block = jump.target();
    }
    return block;
  }
}
