package dev.keelson.compiler.front;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.RuntimeInvisibleParameterAnnotationsAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A method, read to the end: its instructions with their lines, and where its labels point.
 *
 * @param owner the class that declares it
 * @param steps empty for an abstract or native method
 * @param targets index of the step that a label stands before
 * @param catches whether it has exception handlers
 */
record MethodBody(
    ClassSource owner,
    String name,
    MethodTypeDesc type,
    boolean isStatic,
    boolean isSynchronized,
    int maxLocals,
    List<Step> steps,
    Map<Label, Integer> targets,
    boolean catches) {

  /** There is one for each method of a class. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  private static final ClassDesc RESULT = ClassDesc.of("dev.keelson.program.Result");

  /** One instruction and its 1-based source line, 0 when unknown. */
  record Step(Instruction instruction, int line) {}

  /** Reads the method now, so that whatever is malformed in it shows here. */
  static MethodBody read(ClassSource owner, MethodModel method) {
    List<Step> steps = new ArrayList<>();
    Map<Label, Integer> targets = new HashMap<>();
    List<Label> handlers = new ArrayList<>();
    CodeModel code = method.code().orElse(null);
    int line = 0;
    if (code != null) {
      for (CodeElement element : code) {
        switch (element) {
          case LineNumber number -> line = number.line();
          case LabelTarget target -> targets.put(target.label(), steps.size());
          case ExceptionCatch handler -> handlers.add(handler.handler());
          case Instruction instruction -> {
            resolve(instruction);
            steps.add(new Step(instruction, line));
          }
          default -> {
            // Names of local variables and the like: nothing that runs.
          }
        }
      }
    }
    checkTargets(steps, targets);
    boolean catches =
        handlers.stream()
            .anyMatch(handler ->
                !wrapsOnly(steps, targets.get(handler))
                    && !unlocks(steps, targets.get(handler))
                    && !closes(steps, targets.get(handler)));
    return new MethodBody(
        owner,
        method.methodName().stringValue(),
        method.methodTypeSymbol(),
        method.flags().has(AccessFlag.STATIC),
        method.flags().has(AccessFlag.SYNCHRONIZED),
        code == null ? 0 : method.findAttribute(Attributes.code()).orElseThrow().maxLocals(),
        List.copyOf(steps),
        Map.copyOf(targets),
        catches);
  }

  /** Whether its last parameter is marked {@code @Result}. */
  boolean takesResult() {
    return owner.model().methods().stream()
        .filter(method ->
            method.methodName().equalsString(name) && method.methodTypeSymbol().equals(type))
        .flatMap(method ->
            method.findAttribute(Attributes.runtimeInvisibleParameterAnnotations()).stream())
        .map(RuntimeInvisibleParameterAnnotationsAttribute::parameterAnnotations)
        .anyMatch(parameters ->
            !parameters.isEmpty()
                && parameters.getLast().stream().anyMatch(one -> one.classSymbol().equals(RESULT)));
  }

  /**
   * Whether a handler is the one that javac puts around the accessors of a record pattern: it
   * throws what it caught again, in a MatchException.
   */
  private static boolean wrapsOnly(List<Step> steps, Integer start) {
    return start != null
        && start + 1 < steps.size()
        && steps.get(start).instruction() instanceof StoreInstruction
        && steps.get(start + 1).instruction() instanceof NewObjectInstruction made
        && made.className().asInternalName().equals("java/lang/MatchException");
  }

  /** Whether a handler is the one that javac puts around {@code synchronized}. */
  private static boolean unlocks(List<Step> steps, Integer start) {
    return start != null
        && start + 2 < steps.size()
        && steps.get(start).instruction() instanceof StoreInstruction
        && steps.get(start + 1).instruction() instanceof LoadInstruction
        && steps.get(start + 2).instruction() instanceof MonitorInstruction;
  }

  /**
   * Whether a handler is one of those that javac puts around try-with-resources: it closes the
   * resource, or adds what closing threw to what was thrown before.
   */
  private static boolean closes(List<Step> steps, Integer start) {
    if (start == null || !(steps.get(start).instruction() instanceof StoreInstruction)) {
      return false;
    }
    for (int i = start + 1; i < steps.size() && i <= start + 5; i++) {
      switch (steps.get(i).instruction()) {
        case LoadInstruction _ -> {}
        case BranchInstruction branch when branch.opcode() == Opcode.IFNULL -> {}
        case InvokeInstruction invoke -> {
          return (invoke.name().equalsString("close") && invoke.type().equalsString("()V"))
              || invoke.name().equalsString("addSuppressed");
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  /** Looks up now what the instruction names, so that damage shows while it is expected. */
  private static void resolve(Instruction instruction) {
    switch (instruction) {
      case InvokeInstruction invoke -> {
        invoke.owner().asSymbol();
        invoke.name().stringValue();
        invoke.typeSymbol();
      }
      case FieldInstruction field -> {
        field.owner().asSymbol();
        field.name().stringValue();
        field.typeSymbol();
      }
      case InvokeDynamicInstruction invoke -> {
        invoke.name().stringValue();
        invoke.typeSymbol();
        invoke.bootstrapMethod().owner();
        invoke.bootstrapArgs();
      }
      case NewObjectInstruction made -> made.className().asSymbol();
      case TypeCheckInstruction check -> check.type().asSymbol();
      case ConstantInstruction constant -> constant.constantValue();
      case NewPrimitiveArrayInstruction array -> array.typeKind();
      default -> {
        // Its operands are numbers.
      }
    }
  }

  private static void checkTargets(List<Step> steps, Map<Label, Integer> targets) {
    for (Step step : steps) {
      for (Label label : labels(step.instruction())) {
        if (targets.getOrDefault(label, steps.size()) >= steps.size()) {
          throw Malformed.because("a jump leads out of its method");
        }
      }
    }
  }

  /** Where an instruction may jump to. */
  static List<Label> labels(Instruction instruction) {
    return switch (instruction) {
      case BranchInstruction branch -> List.of(branch.target());
      case TableSwitchInstruction table -> {
        List<Label> labels = new ArrayList<>(List.of(table.defaultTarget()));
        table.cases().forEach(one -> labels.add(one.target()));
        yield labels;
      }
      case LookupSwitchInstruction lookup -> {
        List<Label> labels = new ArrayList<>(List.of(lookup.defaultTarget()));
        lookup.cases().forEach(one -> labels.add(one.target()));
        yield labels;
      }
      default -> List.of();
    };
  }

  int target(Label label) {
    return targets.get(label);
  }

  /** As people write it: {@code Foo.bar}. */
  String shownName() {
    return owner.simpleName() + "." + name;
  }

  /** Line of the first instruction, 0 when unknown. */
  int firstLine() {
    return steps.isEmpty() ? 0 : steps.getFirst().line();
  }
}
