package dev.keelson.compiler.front;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How javac writes a switch over patterns: the number of the case is asked for, and a guard that
 * fails asks again from the next case on. It looks like a loop, and is none, as the number grows.
 *
 * <pre>
 *   head:  aload selector; iload number; invokedynamic typeSwitch; tableswitch ...
 *   case:  ... guard fails: iconst number of the next; istore number; goto head
 * </pre>
 */
final class PatternSwitch {
  static final String BOOTSTRAPS = "java.lang.runtime.SwitchBootstraps";

  private static final int HEAD_STEPS = 4;

  private PatternSwitch() {}

  /** Whether the question is asked there. */
  static boolean isHead(MethodBody body, int start) {
    return start + HEAD_STEPS <= body.steps().size()
        && at(body, start) instanceof LoadInstruction
        && at(body, start + 1) instanceof LoadInstruction
        && at(body, start + 2) instanceof InvokeDynamicInstruction call
        && ClassLibrary.nameOf(call.bootstrapMethod().owner()).equals(BOOTSTRAPS)
        && cases(at(body, start + 3)).isPresent();
  }

  /**
   * Where control can go from a block that ends before {@code end} because a guard failed: to the
   * cases behind it. Empty for a block that ends otherwise.
   */
  static Optional<List<Integer>> afterGuard(MethodBody body, int end) {
    if (end < 3
        || !(at(body, end - 1) instanceof BranchInstruction again)
        || !isHead(body, body.target(again.target()))) {
      return Optional.empty();
    }
    int head = body.target(again.target());
    int number = ((LoadInstruction) at(body, head + 1)).slot();
    if (!(at(body, end - 3) instanceof ConstantInstruction constant)
        || !(constant.constantValue() instanceof Integer from)
        || !(at(body, end - 2) instanceof StoreInstruction store)
        || store.slot() != number) {
      return Optional.empty();
    }
    List<Integer> targets = new ArrayList<>();
    for (SwitchCase one : cases(at(body, head + 3)).orElseThrow()) {
      if (one.caseValue() >= from) {
        targets.add(body.target(one.target()));
      }
    }
    targets.add(
        body.target(
            switch (at(body, head + 3)) {
              case TableSwitchInstruction table -> table.defaultTarget();
              case LookupSwitchInstruction lookup -> lookup.defaultTarget();
              default -> throw new AssertionError("a switch was found there");
            }));
    return Optional.of(targets);
  }

  private static Optional<List<SwitchCase>> cases(Instruction instruction) {
    return switch (instruction) {
      case TableSwitchInstruction table -> Optional.of(table.cases());
      case LookupSwitchInstruction lookup -> Optional.of(lookup.cases());
      default -> Optional.empty();
    };
  }

  private static Instruction at(MethodBody body, int index) {
    return body.steps().get(index).instruction();
  }
}
