package dev.keelson.compiler.back;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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

  /** Whether all it does is to leave the function. */
  boolean exitsOnly() {
    return steps.size() == 1 && last() instanceof MachineOp.Exit;
  }

  /** Lets it go on elsewhere: to what {@code change} makes of its successors. */
  void retarget(UnaryOperator<MachineBlock> change) {
    Step last = steps.removeLast();
    MachineOp op =
        switch (last.op()) {
          case MachineOp.Jump jump -> new MachineOp.Jump(change.apply(jump.target()));
          case MachineOp.Branch b ->
              new MachineOp.Branch(
                  b.condition(),
                  b.wide(),
                  b.left(),
                  b.right(),
                  b.imm(),
                  change.apply(b.yes()),
                  change.apply(b.no()));
          case MachineOp.MayGoto may ->
              new MachineOp.MayGoto(change.apply(may.next()), change.apply(may.exhausted()));
          default -> last.op();
        };
    add(op, last.line());
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
