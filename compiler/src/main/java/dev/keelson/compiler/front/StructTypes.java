package dev.keelson.compiler.front;

import dev.keelson.object.layout.DataType;
import dev.keelson.program.Length;
import java.lang.classfile.Attributes;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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
  private final Enums enums;
  private final Map<String, StructType> known = new HashMap<>();
  private final List<String> underWay = new ArrayList<>();
  private final Set<String> locked;

  /**
   * @param locked names of the classes on whose objects a program synchronizes
   */
  StructTypes(ClassLibrary library, Set<String> locked) {
    this.library = library;
    this.locked = locked;
    this.enums = new Enums(library);
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
    if (box.isPresent()) {
      return new ValueType.Boxed(box.get());
    }
    if (enums.isEnum(className)) {
      return new ValueType.Enumerated(className);
    }
    Optional<ClassSource> source =
        className.startsWith("java.") ? Optional.empty() : library.find(className);
    return source.filter(StructTypes::isSealed).isPresent()
        ? new ValueType.Sealed(className, alternatives(source.get()))
        : new ValueType.Structured(struct(className));
  }

  private static boolean isSealed(ClassSource source) {
    return source.isInterface()
        && source.model().findAttribute(Attributes.permittedSubclasses()).isPresent();
  }

  /** The records that something of a sealed interface can be, in the order of their names. */
  private List<StructType> alternatives(ClassSource source) {
    Map<String, StructType> records = new TreeMap<>();
    for (ClassEntry permitted :
        source
            .model()
            .findAttribute(Attributes.permittedSubclasses())
            .orElseThrow()
            .permittedSubclasses()) {
      ClassSource one = library.get(ClassLibrary.nameOf(permitted.asSymbol()));
      if (isSealed(one)) {
        alternatives(one).forEach(record -> records.put(record.className(), record));
      } else if (one.isRecord()) {
        records.put(one.name(), struct(one.name()));
      } else {
        throw unsupported(source.name(), "it permits " + one.simpleName() + ", no record");
      }
    }
    long different = records.values().stream().map(StructType::layout).distinct().count();
    if (different < records.size()) {
      throw unsupported(source.name(), "it permits two records of one name and the same members");
    }
    return List.copyOf(records.values());
  }

  Enums enums() {
    return enums;
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
      if (AtomicNumbers.kind(className).isPresent()) {
        return AtomicNumbers.struct(className);
      }
      if (Timers.isTimer(className)) {
        return Timers.struct();
      }
      if (className.startsWith("java.")) {
        throw unsupported(className, "it belongs to the library");
      }
      underWay.add(className);
      try {
        struct = layOut(library.get(className));
      } finally {
        underWay.remove(className);
      }
      known.put(className, struct);
    }
    return struct;
  }

  private StructType layOut(ClassSource source) {
    if (source.isInterface()) {
      throw unsupported(source.name(), "it is an interface");
    }
    if (!source.isRecord() && !source.superclass().equals("java.lang.Object")) {
      throw new Refusal(
          "struct-type",
          "%s is not a struct: it extends %s"
              .formatted(source.simpleName(), simpleName(source.superclass())),
          "C has no inheritance, and the kernel stores what C has.",
          "Make the %s a field: final %1$s base = new %1$s();"
              .formatted(simpleName(source.superclass())));
    }
    List<DataType.Declared> members = new ArrayList<>();
    for (FieldModel field : source.model().fields()) {
      if (!field.flags().has(AccessFlag.STATIC)) {
        members.add(
            new DataType.Declared(field.fieldName().stringValue(), memberType(source, field)));
      }
    }
    if (!source.isRecord()) {
      requireMade(source, members);
    }
    if (isLocked(source.name())) {
      members.add(new DataType.Declared(Locks.MEMBER, Locks.WORD));
    }
    DataType.Struct layout = DataType.Struct.of(source.simpleName(), members);
    return new StructType(source.name(), source.isRecord(), layout);
  }

  /** In memory the arrays and objects of an object are always there: so they must be in Java. */
  private static void requireMade(ClassSource source, List<DataType.Declared> members) {
    for (DataType.Declared member : members) {
      if (member.type() instanceof DataType.Scalar || member.type() instanceof DataType.Choice) {
        continue; // zeroed memory is what Java has there: 0 or null
      }
      for (MethodBody method : source.methods()) {
        if (method.name().equals("<init>") && !sets(method, source, member.name())) {
          throw unsupported(
              source.name(), "its field " + member.name() + " is null when it is made");
        }
      }
    }
  }

  private static boolean sets(MethodBody constructor, ClassSource source, String field) {
    return constructor.steps().stream()
        .map(MethodBody.Step::instruction)
        .anyMatch(instruction ->
            switch (instruction) {
              case FieldInstruction put ->
                  put.opcode() == Opcode.PUTFIELD && put.name().equalsString(field);
              // Another constructor of the same class does it.
              case InvokeInstruction invoke ->
                  invoke.name().equalsString("<init>")
                      && ClassLibrary.nameOf(invoke.owner().asSymbol()).equals(source.name());
              default -> false;
            });
  }

  private DataType memberType(ClassSource source, FieldModel field) {
    ClassDesc type = field.fieldTypeSymbol();
    String name = field.fieldName().stringValue();
    Optional<DataType.Scalar> primitive = primitive(type);
    if (primitive.isPresent()) {
      return primitive.get();
    }
    if (type.isArray()) {
      return new DataType.Array(element(source, name, type), length(source, field, name));
    }
    if (type.isClassOrInterface()) {
      String className = ClassLibrary.nameOf(type);
      if (enums.isEnum(className)) {
        return DataType.Scalar.INT;
      }
      if (isLocked(className)) {
        throw unsupported(source.name(), "a lock is in its field " + name);
      }
      if (Timers.isTimer(className)) {
        return timer(source, field);
      }
      if (AtomicNumbers.kind(className).isPresent() || library.find(className).isPresent()) {
        DataType part = valueType(className).dataType();
        if (Timers.isIn(part)) {
          throw unsupported(source.name(), "a timer is in its field " + name);
        }
        return part;
      }
    }
    throw unsupported(source.name(), "its field " + name + " is a " + type.displayName());
  }

  /** The kernel finds one timer in a value, among its own fields. */
  private static DataType timer(ClassSource source, FieldModel field) {
    String name = field.fieldName().stringValue();
    if (source.isRecord() || !field.flags().has(AccessFlag.FINAL)) {
      throw unsupported(source.name(), "its timer " + name + " is no final field of a plain class");
    }
    long timers =
        source.model().fields().stream()
            .filter(one -> one.fieldTypeSymbol().equals(field.fieldTypeSymbol()))
            .count();
    if (timers > 1) {
      throw unsupported(source.name(), "it has more than one timer");
    }
    return DataType.TIMER;
  }

  private DataType element(ClassSource source, String name, ClassDesc array) {
    ClassDesc type = array.componentType();
    Optional<DataType.Scalar> primitive = primitive(type);
    if (primitive.isPresent()) {
      return primitive.get();
    }
    if (type.isClassOrInterface()) {
      String className = ClassLibrary.nameOf(type);
      if (library.find(className).map(ClassSource::isRecord).orElse(false)) {
        StructType record = struct(className);
        if (record.layout().members().stream().allMatch(m -> m.type() instanceof DataType.Scalar)) {
          return record.layout();
        }
      }
    }
    throw unsupported(source.name(), "its array " + name + " is a " + array.displayName());
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

  /** What a member of {@code owner} is, or is an array of. */
  ValueType memberType(StructType owner, String member) {
    if (AtomicNumbers.kind(owner.className()).isPresent() || Timers.isTimer(owner.className())) {
      return new ValueType.Boxed((DataType.Scalar) owner.layout().member(member).type());
    }
    FieldModel field =
        library.get(owner.className()).model().fields().stream()
            .filter(one -> one.fieldName().equalsString(member))
            .findFirst()
            .orElseThrow(() -> Malformed.because(owner.className() + " has no " + member));
    ClassDesc type = field.fieldTypeSymbol();
    ClassDesc part = type.isArray() ? type.componentType() : type;
    Optional<DataType.Scalar> primitive = primitive(part);
    return primitive.isPresent()
        ? new ValueType.Boxed(primitive.get())
        : valueType(ClassLibrary.nameOf(part));
  }

  /** Whether a program synchronizes on objects of that class: a lock lies behind their fields. */
  boolean isLocked(String className) {
    return locked.contains(className);
  }

  /** Whether Java orders what is done to a member. */
  boolean isVolatile(StructType owner, String member) {
    return !owner.className().startsWith("java.")
        && library.get(owner.className()).model().fields().stream()
            .anyMatch(one ->
                one.fieldName().equalsString(member) && one.flags().has(AccessFlag.VOLATILE));
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
        "Use boolean, byte, short, char, int, long, records and classes of them, and arrays of them"
            + " with @Length.");
  }
}
