package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Methods of enums, of constant strings and of boxes, which have no bodies to translate. */
final class ConstantCalls {
  private final Translation translation;
  private final Emitter emitter;

  ConstantCalls(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  private List<String> constants(String enumName) {
    return translation.compilation().structs().enums().constants(enumName);
  }

  /** {@code values} and {@code valueOf} of an enum class. */
  Optional<Operand> ofClass(String enumName, String method, List<Operand> arguments) {
    if (method.equals("values") && arguments.isEmpty()) {
      return Optional.of(Operand.of(new Shape.Constants(enumName)));
    }
    if (method.equals("valueOf")
        && arguments.size() == 1
        && arguments.getFirst().shape() instanceof Shape.Text(String name)
        && constants(enumName).contains(name)) {
      int ordinal = constants(enumName).indexOf(name);
      return Optional.of(
          Operand.of(new Shape.Enumerated(enumName, false), emitter.int32(ordinal + 1)));
    }
    return Optional.empty();
  }

  /** What every enum constant has from {@code Enum}; empty for its own methods. */
  Optional<Operand> ofConstant(Operand constant, String method, List<Operand> arguments) {
    String enumName = ((Shape.Enumerated) constant.shape()).className();
    Value number = constant.value();
    if (method.equals("ordinal")) {
      return Optional.of(Operand.number(emitter.binary(BinaryKind.SUB, number, emitter.int32(1))));
    }
    if (method.equals("name")) {
      OptionalLong known = emitter.constant(number);
      return known.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Operand.of(new Shape.Text(constants(enumName).get((int) known.getAsLong() - 1))));
    }
    boolean compares =
        arguments.size() == 1
            && arguments.getFirst().shape() instanceof Shape.Enumerated other
            && other.className().equals(enumName);
    if (compares && method.equals("equals")) {
      return Optional.of(equal(number, arguments.getFirst().value()));
    }
    return compares && method.equals("compareTo")
        ? Optional.of(
            Operand.number(emitter.binary(BinaryKind.SUB, number, arguments.getFirst().value())))
        : Optional.empty();
  }

  private Operand equal(Value left, Value right) {
    return Operand.number(emitter.compare(Condition.EQ, left, right));
  }

  static Refusal bodies(String enumName, String method) {
    return new Refusal(
        "enum-body",
        "%s of the enum %s is called, whose constants have bodies"
            .formatted(method, enumName.substring(enumName.lastIndexOf('$') + 1)),
        "A constant is its ordinal, and each could mean another method.",
        "Write one method with a switch over this.");
  }

  /** A method of a box or of a constant string. */
  Operand on(Operand receiver, String method, List<Operand> arguments, MethodTypeDesc type) {
    Optional<Operand> result =
        switch (receiver.shape()) {
          case Shape.Box(DataType.Scalar kind, boolean _) ->
              ofBox(receiver, kind, method, arguments);
          case Shape.Text(String text) -> ofText(text, method, arguments);
          default -> Optional.empty();
        };
    return result.orElseThrow(() ->
        new Refusal(
            "library-call",
            "%s%s of %s is called"
                .formatted(
                    method,
                    type.displayDescriptor(),
                    receiver.shape() instanceof Shape.Text ? "a string" : "a box"),
            "Of a string there are length, charAt, isEmpty, equals and hashCode, of a box its"
                + " number and equals; others need a heap or a number that varies.",
            "Compute with int and long, or with a constant."));
  }

  private Optional<Operand> ofBox(
      Operand box, DataType.Scalar kind, String method, List<Operand> arguments) {
    if (!method.equals("equals") || arguments.size() != 1) {
      return Optional.empty();
    }
    Operand other = arguments.getFirst();
    if (other.shape() instanceof Shape.Null) {
      return Optional.of(Operand.number(emitter.int32(0)));
    }
    if (!(other.shape() instanceof Shape.Box(DataType.Scalar otherKind, boolean nullable))) {
      return Optional.empty();
    }
    if (kind != otherKind) {
      return Optional.of(Operand.number(emitter.int32(0)));
    }
    Operand same = equal(box.value(), other.value());
    return Optional.of(
        nullable
            ? Operand.number(
                emitter.binary(BinaryKind.AND, same.value(), other.values().getFirst()))
            : same);
  }

  private Optional<Operand> ofText(String text, String method, List<Operand> arguments) {
    if (method.equals("charAt") && arguments.size() == 1) {
      return Optional.of(character(text, arguments.getFirst()));
    }
    String other =
        arguments.size() == 1 && arguments.getFirst().shape() instanceof Shape.Text(String given)
            ? given
            : null;
    Integer number =
        switch (method) {
          case "length" -> text.length();
          case "hashCode" -> text.hashCode();
          case "isEmpty" -> text.isEmpty() ? 1 : 0;
          case "equals" -> other == null ? null : text.equals(other) ? 1 : 0;
          case "startsWith" -> other == null ? null : text.startsWith(other) ? 1 : 0;
          case "endsWith" -> other == null ? null : text.endsWith(other) ? 1 : 0;
          default -> null;
        };
    return Optional.ofNullable(number).map(known -> Operand.number(emitter.int32(known)));
  }

  /** A character by its index: a constant where both are, else the string becomes an array. */
  private Operand character(String text, Operand index) {
    OptionalLong at = emitter.constant(index.value());
    if (at.isPresent() && at.getAsLong() >= 0 && at.getAsLong() < text.length()) {
      return Operand.number(emitter.int32(text.charAt((int) at.getAsLong())));
    }
    Operand array = new StaticFields(translation).characters(text);
    Frame frame = new Frame(0);
    frame.push(array);
    frame.push(index);
    new Arrays(translation, null, "").load(java.lang.classfile.TypeKind.CHAR, frame);
    return frame.pop();
  }
}
