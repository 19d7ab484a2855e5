package dev.keelson.compiler.front;

import dev.keelson.object.layout.DataType;
import dev.keelson.program.Length;
import java.lang.classfile.Attributes;
import java.lang.classfile.FieldModel;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lays out records and plain classes as C structs, each once. Confined to one thread. */
final class StructTypes {
  private static final Map<String, DataType.Scalar> BOXES =
      Map.of(
          "java.lang.Boolean", DataType.Scalar.BOOLEAN,
          "java.lang.Byte", DataType.Scalar.BYTE,
          "java.lang.Short", DataType.Scalar.SHORT,
          "java.lang.Character", DataType.Scalar.CHAR,
          "java.lang.Integer", DataType.Scalar.INT,
          "java.lang.Long", DataType.Scalar.LONG);
  private static final Map<String, DataType.Scalar> PRIMITIVES =
      Map.of(
          "Z", DataType.Scalar.BOOLEAN,
          "B", DataType.Scalar.BYTE,
          "S", DataType.Scalar.SHORT,
          "C", DataType.Scalar.CHAR,
          "I", DataType.Scalar.INT,
          "J", DataType.Scalar.LONG);

  private final ClassLibrary library;
  private final Map<String, StructType> known = new HashMap<>();
  private final List<String> underWay = new ArrayList<>();

  StructTypes(ClassLibrary library) {
    this.library = library;
  }

  static Optional<DataType.Scalar> box(String className) {
    return Optional.ofNullable(BOXES.get(className));
  }

  static Optional<DataType.Scalar> primitive(ClassDesc type) {
    return Optional.ofNullable(PRIMITIVES.get(type.descriptorString()));
  }

  /** The type of a map's key or value of that class. */
  ValueType valueType(String className) {
    Optional<DataType.Scalar> box = box(className);
    return box.isPresent()
        ? new ValueType.Boxed(box.get())
        : new ValueType.Structured(struct(className));
  }

  /**
   * The struct of a record or plain class.
   *
   * @throws Refusal when it is neither, or has a member that cannot be stored
   */
  StructType struct(String className) {
    StructType struct = known.get(className);
    if (struct == null) {
      if (underWay.contains(className)) {
        throw unsupported(className, "it contains itself");
      }
      if (className.startsWith("java.")) {
        throw unsupported(className, "it belongs to the library");
      }
      underWay.add(className);
      struct = layOut(library.get(className));
      underWay.remove(className);
      known.put(className, struct);
    }
    return struct;
  }

  private StructType layOut(ClassSource source) {
    if (source.isInterface()) {
      throw unsupported(source.name(), "it is an interface");
    }
    if (!source.isRecord() && !source.superclass().equals("java.lang.Object")) {
      throw unsupported(source.name(), "it extends " + source.superclass());
    }
    List<DataType.Declared> members = new ArrayList<>();
    for (FieldModel field : source.model().fields()) {
      if (!field.flags().has(AccessFlag.STATIC)) {
        members.add(
            new DataType.Declared(field.fieldName().stringValue(), memberType(source, field)));
      }
    }
    DataType.Struct layout = DataType.Struct.of(source.simpleName(), members);
    return new StructType(source.name(), source.isRecord(), layout);
  }

  private DataType memberType(ClassSource source, FieldModel field) {
    ClassDesc type = field.fieldTypeSymbol();
    String name = field.fieldName().stringValue();
    Optional<DataType.Scalar> primitive = primitive(type);
    if (primitive.isPresent()) {
      return primitive.get();
    }
    if (type.equals(ConstantDescs.CD_byte.arrayType())) {
      return new DataType.Array(DataType.Scalar.BYTE, length(source, field, name));
    }
    if (type.isClassOrInterface()) {
      String className = ClassLibrary.nameOf(type);
      if (library.find(className).map(ClassSource::isRecord).orElse(false)) {
        return struct(className).layout();
      }
    }
    throw unsupported(source.name(), "its field " + name + " is a " + type.displayName());
  }

  private static int length(ClassSource source, FieldModel field, String name) {
    Optional<Map<String, Object>> length = ClassSource.annotation(field, Length.class);
    if (length.isEmpty()) {
      length =
          source.model().findAttribute(Attributes.record()).stream()
              .flatMap(record -> record.components().stream())
              .filter(component -> component.name().equalsString(name))
              .map((RecordComponentInfo one) -> ClassSource.annotation(one, Length.class))
              .flatMap(Optional::stream)
              .findFirst();
    }
    if (length.isEmpty() || !(length.get().get("value") instanceof Integer elements)) {
      throw unsupported(source.name(), "its array " + name + " has no @Length");
    }
    if (elements < 1) {
      throw unsupported(source.name(), "its array " + name + " has length " + elements);
    }
    return elements;
  }

  /** The nested record that a member of {@code owner} holds. */
  StructType memberStruct(StructType owner, String member) {
    FieldModel field =
        library.get(owner.className()).model().fields().stream()
            .filter(one -> one.fieldName().equalsString(member))
            .findFirst()
            .orElseThrow(() -> Malformed.because(owner.className() + " has no " + member));
    return struct(ClassLibrary.nameOf(field.fieldTypeSymbol()));
  }

  private static String simpleName(String className) {
    return className.substring(
        Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
  }

  private static Refusal unsupported(String className, String why) {
    return new Refusal(
        "struct-type",
        "%s is not a struct: %s".formatted(simpleName(className), why),
        "What the kernel stores is a record, or a plain class, of primitive fields.",
        "Use boolean, byte, short, char, int, long, a record of them, or @Length(n) byte[].");
  }
}
