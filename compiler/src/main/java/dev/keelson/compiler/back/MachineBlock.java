package dev.keelson.compiler.back;

import java.util.ArrayList;
import java.util.List;

/** Steps in a row, the last of which is a branch, a jump or an exit. Mutable; one thread. */
final class MachineBlock {
  /** A step and the 1-based Java line it comes from, 0 when unknown. */
  record Step(MachineOp op, int line) {}

  /** Dense within its function, in order of creation. */
  final int id;

  /** How many loops it is in, as far as spill costs care. */
  final int loopDepth;

  /** Live and mutable. */
  List<Step> steps = new ArrayList<>();

  MachineBlock(int id, int loopDepth) {
    this.id = id;
    this.loopDepth = loopDepth;
  }

  void add(MachineOp op, int line) {
    steps.add(new Step(op, line));
  }

  MachineOp last() {
    return steps.getLast().op();
  }

  /** Where control goes after it. */
  List<MachineBlock> successors() {
    return switch (last()) {
      case MachineOp.Branch branch -> List.of(branch.yes(), branch.no());
      case MachineOp.Jump jump -> List.of(jump.target());
      case MachineOp.MayGoto may -> List.of(may.next(), may.exhausted());
      default -> List.of();
    };
  }

  @Override
  public String toString() {
    return "m" + id;
  }
}
