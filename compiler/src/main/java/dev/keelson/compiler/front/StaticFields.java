package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.classfile.Attributes;
import java.lang.classfile.FieldModel;
import java.lang.reflect.AccessFlag;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Static fields: maps and settings are declarations, finals are constants, other numbers and the
 * elements of arrays are global data that all programs of the class and user space share.
 */
final class StaticFields {
  private final Translation translation;
  private final Emitter emitter;

  StaticFields(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  Operand get(String owner, String name) {
    Enums enums = translation.compilation().structs().enums();
    Optional<Integer> ordinal = enums.ordinal(owner, name);
    if (ordinal.isPresent()) {
      return constant(owner, ordinal.get());
    }
    Optional<Map<Integer, Integer>> table = enums.switchTable(owner, name);
    if (table.isPresent()) {
      return Operand.of(new Shape.SwitchTable(table.get()));
    }
    Declarations declarations = translation.compilation().declarations();
    Optional<Shape> declared = declarations.find(owner, name);
    if (declared.isPresent()) {
      return Operand.of(declared.get());
    }
    FieldModel field = field(owner, name);
    Object value = value(owner, field);
    boolean isFinal = field.flags().has(AccessFlag.FINAL);
    Optional<DataType.Scalar> primitive = StructTypes.primitive(field.fieldTypeSymbol());
    if (primitive.isPresent()) {
      if (isFinal) {
        return number(primitive.get(), value);
      }
      Value address = address(owner, name, primitive.get());
      return field.flags().has(AccessFlag.VOLATILE)
          ? new OrderedAccess(translation).load(address, 0, primitive.get())
          : translation.memory().load(address, 0, primitive.get());
    }
    Optional<DataType.Scalar> element = ConstantArrays.element(value);
    if (element.isPresent()) {
      return array(owner, name, element.get(), value, isFinal);
    }
    if (value == null && (isFinal || field.fieldTypeSymbol().isArray())) {
      return Operand.NULL;
    }
    return switch (value) {
      case Initialiser.EnumConstant(String className, int number) when isFinal ->
          constant(className, number);
      case Initialiser.FieldHandle(String className, String member, boolean isStatic)
          when isFinal ->
          Operand.of(new Shape.FieldHandle(className, member, isStatic));
      case Initialiser.AtomicNumber number when isFinal -> atomic(owner, name, number);
      case String text when isFinal -> Operand.of(new Shape.Text(text));
      case Initialiser.Boxed(Object content) when isFinal -> box(field, content);
      case null, default -> throw staticState(name);
    };
  }

  private Operand constant(String enumName, int ordinal) {
    return Operand.of(new Shape.Enumerated(enumName, false), emitter.int32(ordinal + 1));
  }

  void put(String owner, String name, Operand value) {
    if (translation.compilation().declarations().find(owner, name).isPresent()) {
      throw staticState(name);
    }
    FieldModel field = field(owner, name);
    Optional<DataType.Scalar> primitive = StructTypes.primitive(field.fieldTypeSymbol());
    if (primitive.isPresent()) {
      Value address = address(owner, name, primitive.get());
      if (field.flags().has(AccessFlag.VOLATILE) && !value.broken()) {
        new OrderedAccess(translation).store(address, 0, primitive.get(), value.value());
      } else {
        translation.memory().store(address, 0, primitive.get(), value);
      }
      return;
    }
    if (field.fieldTypeSymbol().isArray()) {
      throw new Refusal(
          "static-state",
          "the static field %s gets another array".formatted(name),
          "The array is the field's own memory, as long as the program is loaded.",
          "Make it final, and copy element by element.");
    }
    throw refusal(name, value);
  }

  private Operand number(DataType.Scalar kind, Object value) {
    long number = ((Number) value).longValue();
    return Operand.number(
        kind == DataType.Scalar.LONG ? emitter.int64(number) : emitter.int32((int) number));
  }

  private Operand box(FieldModel field, Object content) {
    DataType.Scalar kind =
        StructTypes.box(ClassLibrary.nameOf(field.fieldTypeSymbol()))
            .orElseThrow(() -> staticState(field.fieldName().stringValue()));
    long number =
        switch (content) {
          case Boolean flag -> flag ? 1 : 0;
          case Character character -> character;
          case Number other -> other.longValue();
          default -> throw staticState(field.fieldName().stringValue());
        };
    return Operand.of(new Shape.Box(kind, false), number(kind, number).value());
  }

  private Operand array(
      String owner, String name, DataType.Scalar element, Object array, boolean isFinal) {
    int length = ConstantArrays.length(array);
    Shape.Elements shape =
        new Shape.Elements(new ValueType.Boxed(element), length, false, false, Set.of());
    if (length == 0) {
      return Operand.of(shape, emitter.stackSlot(1, name));
    }
    String global = translation.compilation().globals().array(owner, name, element, array, isFinal);
    return Operand.of(
        new Shape.Elements(shape.element(), length, false, false, Set.of(Globals.site(global))),
        emitter.emit(new Op.GlobalAddress(global), Type.POINTER));
  }

  /** The characters of a constant string, as an array that nobody writes. */
  Operand characters(String text) {
    Object characters = translation.compilation().globals().characters(text);
    return array("", "\"" + text + "\"", DataType.Scalar.CHAR, characters, true);
  }

  private Operand atomic(String owner, String name, Initialiser.AtomicNumber number) {
    String className =
        "java.util.concurrent.atomic."
            + (number.kind() == DataType.Scalar.LONG ? "AtomicLong" : "AtomicInteger");
    String global = translation.compilation().globals().atomic(owner, name, number);
    return Operand.of(
        new Shape.Instance(
            AtomicNumbers.struct(className), false, false, Set.of(Globals.site(global))),
        emitter.emit(new Op.GlobalAddress(global), Type.POINTER));
  }

  /** A static field of an {@code int} or {@code long} that a {@code VarHandle} changes. */
  record Place(Value address, DataType.Scalar kind) {}

  /** Where that field is; empty when it is no number that changes. */
  Optional<Place> place(String owner, String name) {
    FieldModel field = field(owner, name);
    return StructTypes.primitive(field.fieldTypeSymbol())
        .filter(_ -> !field.flags().has(AccessFlag.FINAL))
        .filter(_ -> field.flags().has(AccessFlag.STATIC))
        .map(kind -> new Place(address(owner, name, kind), kind));
  }

  private Value address(String owner, String name, DataType.Scalar kind) {
    Object initial = value(owner, field(owner, name));
    String global = translation.compilation().globals().number(owner, name, kind, initial);
    return emitter.emit(new Op.GlobalAddress(global), Type.POINTER);
  }

  private FieldModel field(String owner, String name) {
    return translation.compilation().library().find(owner).stream()
        .flatMap(source -> source.model().fields().stream())
        .filter(one -> one.fieldName().equalsString(name))
        .findFirst()
        .orElseThrow(() -> staticState(name));
  }

  /** What the field holds when the class is initialised. */
  private Object value(String owner, FieldModel field) {
    Optional<Object> constant =
        field
            .findAttribute(Attributes.constantValue())
            .map(attribute -> (Object) attribute.constant().constantValue());
    Object value =
        constant.orElseGet(() ->
            translation
                .compilation()
                .declarations()
                .initialValue(owner, field.fieldName().stringValue()));
    boolean number = StructTypes.primitive(field.fieldTypeSymbol()).isPresent();
    return value == null && number ? (Object) 0 : value;
  }

  private static Refusal staticState(String name) {
    return new Refusal(
        "static-state",
        "the static field %s is neither a number nor a constant".formatted(name),
        "What programs share are numbers, arrays of numbers, maps, rings and settings.",
        "Keep it in a map: static final Array<Long> %s = Maps.array(1);"
            .formatted(name.toUpperCase(Locale.ROOT)));
  }

  private static Refusal refusal(String name, Operand value) {
    String type =
        switch (value.shape()) {
          case Shape.Struct struct -> struct.type().simpleName();
          case Shape.Instance instance -> instance.type().simpleName();
          default -> "";
        };
    if (type.isEmpty()) {
      return staticState(name);
    }
    return new Refusal(
        "escape",
        "this %s outlives the call that makes it".formatted(type),
        "It is stored in the static field %s, and kernel programs have no heap.".formatted(name),
        "Write: static final HashMap<Integer, %s> %s = Maps.hash(1); ... %2$s.put(0, %s);"
            .formatted(type, name.toUpperCase(Locale.ROOT), "value"));
  }
}
