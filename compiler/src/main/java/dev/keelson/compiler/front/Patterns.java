package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What tells classes apart: {@code instanceof}, casts, and the calls behind pattern switches. */
final class Patterns {
  private final Translation translation;
  private final Emitter emitter;

  Patterns(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  /** 1 where the operand is of that class and not null, else 0. */
  Operand instanceOf(Operand operand, String className) {
    return Operand.number(operand.broken() ? emitter.unknown(Type.I32) : is(operand, className));
  }

  private Value is(Operand operand, String className) {
    if (operand.shape() instanceof Shape.OneOf sum) {
      Value result = emitter.int32(0);
      for (int i = 0; i < sum.alternatives().size(); i++) {
        if (isSubtype(classOf(sum.alternatives().get(i)), className)) {
          Value tag = emitter.int32(i + 1);
          result =
              emitter.binary(
                  BinaryKind.OR, result, emitter.compare(Condition.EQ, operand.value(0), tag));
        }
      }
      return result;
    }
    if (operand.shape() instanceof Shape.Null) {
      return emitter.int32(0);
    }
    if (!isSubtype(classOf(operand.shape()), className)) {
      return emitter.int32(0);
    }
    return operand.maybeNull()
        ? emitter.compare(Condition.NE, operand.value(0), emitter.zero(operand.value(0).type()))
        : emitter.int32(1);
  }

  /** The operand as what it is cast to; empty when it is no record or object. */
  Optional<Operand> cast(Operand operand, String className) {
    if (operand.shape() instanceof Shape.Struct || operand.shape() instanceof Shape.Instance) {
      if (isSubtype(classOf(operand.shape()), className)) {
        return Optional.of(operand);
      }
      if (!operand.maybeNull()) {
        throw translation.ended(FaultKind.CLASS_CAST);
      }
      Value witness = operand.value(0);
      emitter.faultIf(Condition.NE, witness, emitter.zero(witness.type()), FaultKind.CLASS_CAST);
      return Optional.of(Operand.NULL);
    }
    if (!(operand.shape() instanceof Shape.OneOf sum)) {
      return Optional.empty();
    }
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < sum.alternatives().size(); i++) {
      if (isSubtype(classOf(sum.alternatives().get(i)), className)) {
        fitting.add(i);
      }
    }
    if (fitting.size() == sum.alternatives().size()) {
      return Optional.of(operand);
    }
    if (fitting.isEmpty() && !operand.maybeNull()) {
      throw translation.ended(FaultKind.CLASS_CAST);
    }
    Value fits = is(operand, className);
    if (operand.maybeNull()) {
      Value isNull = emitter.compare(Condition.EQ, operand.value(0), emitter.int32(0));
      Value either = emitter.binary(BinaryKind.OR, fits, isNull);
      emitter.faultIf(Condition.EQ, either, emitter.int32(0), FaultKind.CLASS_CAST);
    } else {
      emitter.faultIf(Condition.EQ, fits, emitter.int32(0), FaultKind.CLASS_CAST);
    }
    if (fitting.size() != 1) {
      return Optional.of(operand);
    }
    Operand only = operand.alternative(fitting.getFirst());
    if (!operand.maybeNull()) {
      return Optional.of(only);
    }
    Shape.Nullable nullable = ((Shape.Nullable) only.shape()).nullable(true);
    List<Value> values = new ArrayList<>(only.values());
    if (nullable.hasPresence()) {
      values.addFirst(fits);
    }
    return Optional.of(new Operand(nullable, values));
  }

  private static String classOf(Shape shape) {
    return switch (shape) {
      case Shape.Struct struct -> struct.type().className();
      case Shape.Instance instance -> instance.type().className();
      case Shape.Enumerated constant -> constant.className();
      case Shape.View view -> view.interfaceName();
      default ->
          throw new Refusal(
              "pattern",
              "the class of something is asked for that has none",
              "Records, objects, enums and kernel structs have classes here; numbers in boxes, maps"
                  + " and arrays do not.",
              "Test it with == or !=.");
    };
  }

  /** Whether everything of the one class or interface is of the other too. */
  boolean isSubtype(String className, String wanted) {
    if (className.equals(wanted) || wanted.equals("java.lang.Object")) {
      return true;
    }
    Optional<ClassSource> source =
        className.startsWith("java.")
            ? Optional.empty()
            : translation.compilation().library().find(className);
    if (source.isEmpty()) {
      return false;
    }
    List<String> above = new ArrayList<>(List.of(source.get().superclass()));
    source.get().model().interfaces().stream()
        .map(ClassEntry::asSymbol)
        .map(ClassLibrary::nameOf)
        .forEach(above::add);
    return above.stream().anyMatch(one -> !one.isEmpty() && isSubtype(one, wanted));
  }

  /**
   * The number of the first case, from {@code start} on, that a selector fits: what javac asks of
   * {@code SwitchBootstraps}. Null is -1, no case their count. Empty for another call.
   */
  Optional<Operand> chooseCase(InvokeDynamicInstruction call, Frame frame) {
    if (!ClassLibrary.nameOf(call.bootstrapMethod().owner()).equals(PatternSwitch.BOOTSTRAPS)) {
      return Optional.empty();
    }
    Value start = new Arithmetic(emitter).number(frame.pop(), Type.I32);
    Operand selector = frame.pop();
    if (selector.broken()) {
      return Optional.of(Operand.number(emitter.unknown(Type.I32)));
    }
    List<ConstantDesc> labels = call.bootstrapArgs();
    Value result = emitter.int32(labels.size());
    for (int i = labels.size() - 1; i >= 0; i--) {
      Value number = emitter.int32(i);
      Value fits = fits(selector, call.typeSymbol().parameterType(0), labels.get(i));
      Value from = emitter.select(Condition.LE, start, number, number, result);
      result = emitter.select(Condition.NE, fits, emitter.int32(0), from, result);
    }
    if (selector.shape() instanceof Shape.Null) {
      result = emitter.int32(-1);
    } else if (selector.maybeNull()) {
      Value witness = selector.value(0);
      result =
          emitter.select(
              Condition.EQ, witness, emitter.zero(witness.type()), emitter.int32(-1), result);
    }
    return Optional.of(from(start, labels.size(), result));
  }

  /** The number of a case, and that it is none before {@code start}: nothing leads back there. */
  private Operand from(Value start, int count, Value number) {
    OptionalLong first = emitter.constant(start);
    if (first.isEmpty()) {
      return Operand.number(number);
    }
    Map<Integer, Integer> possible = new HashMap<>(Map.of(-1, -1));
    for (int i = (int) first.getAsLong(); i < count; i++) {
      possible.put(i, i);
    }
    return Operand.of(new Shape.Switched(possible, count), number);
  }

  private Value fits(Operand selector, ClassDesc type, ConstantDesc label) {
    // javac asks so for a number in several record patterns that have the same beginning.
    if (label instanceof DynamicConstantDesc<?> constant
        && constant.bootstrapMethod().equals(ConstantDescs.BSM_PRIMITIVE_CLASS)
        && constant.constantName().equals(type.descriptorString())) {
      return emitter.int32(1);
    }
    if (label instanceof ClassDesc wanted) {
      return is(selector, ClassLibrary.nameOf(wanted));
    }
    if (label instanceof String name && selector.shape() instanceof Shape.Enumerated constant) {
      int ordinal =
          translation.compilation().structs().enums().constants(constant.className()).indexOf(name);
      return emitter.compare(Condition.EQ, selector.value(), emitter.int32(ordinal + 1));
    }
    if (label instanceof String text && selector.shape() instanceof Shape.Text(String given)) {
      return emitter.int32(text.equals(given) ? 1 : 0);
    }
    throw new Refusal(
        "pattern",
        "a case of this switch is " + label,
        "Cases that are told apart here are classes, and constants of one enum.",
        "Switch over the number or the enum itself.");
  }
}
