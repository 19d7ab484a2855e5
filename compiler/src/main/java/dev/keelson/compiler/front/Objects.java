package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Objects and their fields, static fields, casts, and what of arrays there is. */
final class Objects {
  private final Translation translation;
  private final Emitter emitter;
  private final Arrays arrays;
  private final StaticFields statics;
  private final Patterns patterns;
  private final String place;

  Objects(Translation translation, MethodBody body, String place) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.arrays = new Arrays(translation, body, place);
    this.patterns = new Patterns(translation);
    this.statics = new StaticFields(translation);
    this.place = place;
  }

  void translate(int index, Instruction instruction, Frame frame) {
    switch (instruction) {
      case NewObjectInstruction made ->
          frame.push(make(ClassLibrary.nameOf(made.className().asSymbol()), index, frame));
      case TypeCheckInstruction check when check.opcode() == Opcode.INSTANCEOF ->
          frame.push(
              patterns.instanceOf(frame.pop(), ClassLibrary.nameOf(check.type().asSymbol())));
      case TypeCheckInstruction check when check.opcode() == Opcode.CHECKCAST ->
          frame.push(cast(frame.pop(), ClassLibrary.nameOf(check.type().asSymbol())));
      case NewPrimitiveArrayInstruction array -> arrays.make(index, array.typeKind(), frame);
      case ArrayLoadInstruction load -> arrays.load(load.typeKind(), frame);
      case ArrayStoreInstruction store -> arrays.store(store.typeKind(), frame);
      case OperatorInstruction operator when operator.opcode() == Opcode.ARRAYLENGTH ->
          arrays.length(frame);
      case MonitorInstruction monitor ->
          new Locks(translation).translate(monitor.opcode() == Opcode.MONITORENTER, frame);
      case InvokeDynamicInstruction dynamic ->
          frame.push(
              new Lambdas(translation)
                  .make(dynamic, frame)
                  .or(() -> patterns.chooseCase(dynamic, frame))
                  .orElseThrow(() -> madeAtRunTime(dynamic)));
      default -> refuse(instruction);
    }
  }

  private static Refusal madeAtRunTime(InvokeDynamicInstruction dynamic) {
    return new Refusal(
        "invokedynamic",
        "this needs code that is made at run time (%s)".formatted(dynamic.name()),
        "String concatenation and the equals, hashCode and toString of records are" + " such code.",
        "Call a static method; compare components one by one; print with Kernel.print.");
  }

  private static void refuse(Instruction instruction) {
    if (instruction instanceof NewReferenceArrayInstruction
        || instruction instanceof NewMultiArrayInstruction) {
      throw new Refusal(
          "array",
          "an array of references is made",
          "Kernel programs have no heap that they could refer to.",
          "Use an array of a primitive type for each component, or a map.");
    }
    throw StepTranslator.unknownInstruction(instruction.opcode());
  }

  private Operand make(String className, int index, Frame frame) {
    String site = place + ":" + index;
    if (className.startsWith("java.")
        && (className.endsWith("Exception") || className.endsWith("Error"))) {
      return Operand.of(new Shape.Thrown(className));
    }
    if (className.startsWith("java.") && AtomicNumbers.kind(className).isEmpty()) {
      throw new Refusal(
          "allocation",
          "a " + className + " is made",
          "Kernel programs have no heap: only records and plain classes of the program's own can"
              + " be made.",
          "Use a record, or a map.");
    }
    StructTypes structs = translation.compilation().structs();
    StructType struct = structs.struct(className);
    if (struct.isRecord()) {
      List<Operand> components = new ArrayList<>();
      for (DataType.Member member : struct.layout().members()) {
        components.add(
            structs.memberType(struct, member.name()) instanceof ValueType.Boxed
                    && member.type() instanceof DataType.Scalar scalar
                ? Operand.number(emitter.zero(scalar == DataType.Scalar.LONG ? Type.I64 : Type.I32))
                : Operand.NULL);
      }
      return Operand.struct(struct, components, site);
    }
    translation.requireUnused(frame, site, struct.simpleName());
    Value slot = translation.room().take(struct.layout().sizeBytes(), struct.simpleName());
    translation.memory().zero(slot, struct.layout().sizeBytes());
    return Operand.of(new Shape.Instance(struct, false, false, Set.of(site)), slot);
  }

  private Operand cast(Operand operand, String className) {
    Optional<Operand> chosen = patterns.cast(operand, className);
    if (chosen.isPresent()) {
      return chosen.get();
    }
    boolean same =
        switch (operand.shape()) {
          case Shape.Box(DataType.Scalar kind, boolean _) ->
              StructTypes.box(className).filter(kind::equals).isPresent();
          case Shape.View view -> view.interfaceName().equals(className);
          case Shape.Enumerated constant ->
              constant.className().equals(className) || className.startsWith("java.lang.");
          default -> true;
        };
    if (same) {
      return operand;
    }
    if (operand.shape() instanceof Shape.View(String from, Shape.Access access, int at, boolean n)
        && kernelStruct(from).equals(kernelStruct(className))) {
      return new Operand(new Shape.View(className, access, at, n), operand.values());
    }
    if (operand.shape() instanceof Shape.View && kernelStruct(className).isPresent()) {
      throw new Refusal(
          "cast",
          "an object of the kernel is cast to a view of another struct, " + className,
          "A cast is checked, and nothing in the kernel says what an object is.",
          "Where you know it, write Kernel.as(object, %s.class)."
              .formatted(className.substring(className.lastIndexOf('$') + 1)));
    }
    throw new Refusal(
        "cast",
        "this is cast to " + className + ", which it never is",
        "Every value's class is known when a kernel program is compiled.",
        "Remove the cast.");
  }

  private Optional<String> kernelStruct(String interfaceName) {
    return translation.compilation().kernelStructs().structName(interfaceName);
  }

  void field(FieldInstruction field, Frame frame) {
    String name = field.name().stringValue();
    String owner = ClassLibrary.nameOf(field.owner().asSymbol());
    switch (field.opcode()) {
      case GETFIELD -> {
        Operand object = translation.requireNotNull(frame, frame.pop());
        frame.push(get(object, name, field));
      }
      case PUTFIELD -> {
        Operand value = stored(field, frame);
        put(frame, translation.requireNotNull(frame, frame.pop()), name, value);
      }
      case GETSTATIC -> frame.push(statics.get(owner, name));
      case PUTSTATIC -> statics.put(owner, name, stored(field, frame));
      default -> throw StepTranslator.unknownInstruction(field.opcode());
    }
  }

  private Operand stored(FieldInstruction field, Frame frame) {
    return Narrowing.of(emitter, Merging.settled(emitter, frame.pop()), field.typeSymbol());
  }

  private Operand get(Operand object, String name, FieldInstruction field) {
    return switch (object.shape()) {
      case Shape.Struct struct -> object.component(struct.type().indexOf(name));
      case Shape.Instance instance -> {
        DataType.Member member = instance.type().member(name);
        yield orders(instance, member)
            ? new OrderedAccess(translation)
                .load(object.value(), member.offset(), (DataType.Scalar) member.type())
            : translation.memory().member(object, member);
      }
      case Shape.Broken _ -> broken(field);
      case Shape.Enumerated constant ->
          throw new Refusal(
              "enum-body",
              "the field %s of the enum %s is read"
                  .formatted(
                      name,
                      constant.className().substring(constant.className().lastIndexOf('$') + 1)),
              "A constant is its ordinal; what its constructor kept is not with it.",
              "Write a method with a switch over this, or index a static final array by ordinal().");
      case Shape.Self(String className) -> throw InstanceFields.refused(className);
      default -> throw Malformed.because("the field " + name + " of " + object.shape());
    };
  }

  /** Whether others may see the number in the member, in an order that Java tells. */
  private boolean orders(Shape.Instance instance, DataType.Member member) {
    StructTypes structs = translation.compilation().structs();
    return member.type() instanceof DataType.Scalar
        && !instance.context()
        && structs.memberType(instance.type(), member.name()) instanceof ValueType.Boxed
        && structs.isVolatile(instance.type(), member.name());
  }

  private Operand broken(FieldInstruction field) {
    return switch (field.typeSymbol().descriptorString()) {
      case "J" -> Operand.number(emitter.unknown(Type.I64));
      case "Z", "B", "S", "C", "I" -> Operand.number(emitter.unknown(Type.I32));
      default -> Operand.BROKEN;
    };
  }

  private void put(Frame frame, Operand object, String name, Operand value) {
    if (object.shape() instanceof Shape.Struct struct && !struct.site().isEmpty()) {
      int component = struct.type().indexOf(name);
      frame.replaceAll(other ->
          other.shape() instanceof Shape.Struct made && made.site().equals(struct.site())
              ? other.withComponent(component, value)
              : other);
    } else if (object.shape() instanceof Shape.Instance instance
        && orders(instance, instance.type().member(name))
        && !value.broken()) {
      DataType.Member member = instance.type().member(name);
      new OrderedAccess(translation)
          .store(object.value(), member.offset(), (DataType.Scalar) member.type(), value.value());
    } else if (object.shape() instanceof Shape.Instance instance) {
      putInMemory(frame, object, instance.type(), instance.type().member(name), value);
    } else if (!object.broken()) {
      throw Malformed.because("the field " + name + " of " + object.shape() + " is set");
    }
  }

  private void putInMemory(
      Frame frame, Operand object, StructType type, DataType.Member member, Operand value) {
    StructMemory memory = translation.memory();
    if (!(member.type() instanceof DataType.Scalar)) {
      requireOnlyOne(frame, type, member, value);
    }
    if (value.shape() instanceof Shape.Zeros(ValueType element, int length)) {
      if (!member.type().equals(new DataType.Array(element.dataType(), Math.max(1, length)))) {
        throw new Refusal(
            "array-length",
            "%d elements are stored in the field %s, which has another @Length"
                .formatted(length, member.name()),
            "An array in memory has the length that is declared.",
            "Write @Length(%d).".formatted(length));
      }
      int end = member.offset() + member.type().sizeBytes();
      memory.zero(object.value(), member.offset(), end);
      return;
    }
    memory.requireWhole(value);
    memory.store(object.value(), member.offset(), member.type(), value);
  }

  /** What is kept in a field is copied there: Java must have no other name for it, old or new. */
  private void requireOnlyOne(Frame frame, StructType type, DataType.Member member, Operand value) {
    boolean hasNull = member.type() instanceof DataType.Choice;
    if (!hasNull && (value.maybeNull() || value.shape() instanceof Shape.Null)) {
      throw new Refusal(
          "null-stored",
          "null is stored in the field " + member.name(),
          "It is a part of the %s, which is always there.".formatted(type.simpleName()),
          "Add a boolean field that says whether it counts.");
    }
    boolean shared =
        value.shape().madeAt().stream()
            .anyMatch(site -> site.startsWith(".") || translation.reaches(frame, site));
    boolean fromElsewhere =
        value.shape().madeAt().isEmpty()
            && (value.shape() instanceof Shape.Elements || value.shape() instanceof Shape.Instance);
    if (shared
        || fromElsewhere
        || translation.reaches(frame, StructMemory.insideOf(type, member.name()))) {
      throw new Refusal(
          "alias",
          "what is stored in the field %s, or was there before, is in use elsewhere"
              .formatted(member.name()),
          "In memory it is a part of the %s: there would be two of it where Java has one."
              .formatted(type.simpleName()),
          "Store a new one, or copy element by element.");
    }
  }

  /** What {@code ==} compares of an object. */
  Value identity(Operand operand, Operand other) {
    return switch (operand.shape()) {
      case Shape.Broken _ ->
          emitter.unknown(other.shape() instanceof Shape.Enumerated ? Type.I32 : Type.POINTER);
      case Shape.Null _ when other.shape() instanceof Shape.Enumerated -> emitter.int32(0);
      case Shape.Enumerated _ -> operand.value();
      case Shape.Null _ -> emitter.nullPointer();
      case Shape.View(String _, Shape.Access access, int offset, boolean _)
          when access != Shape.Access.CONTEXT
              && (other.shape() instanceof Shape.View || other.shape() instanceof Shape.Null) ->
          emitter.offset(operand.value(), offset);
      case Shape.Elements _, Shape.Instance _ -> operand.value();
      default ->
          throw new Refusal(
              "identity",
              "objects are compared by ==",
              "Records and boxes have no identity in a kernel program.",
              "Compare what is in them: a.intValue() == b.intValue().");
    };
  }
}
