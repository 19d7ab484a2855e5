package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Arrays of constant length: elements in a row on the stack, in an entry of a map, in a context. An
 * index is checked as Java does, in the very register that is then added to the address.
 */
final class Arrays {
  /** What is larger than a CPU's memory for a program can lie nowhere. */
  private static final int MOST_BYTES = 32 * 1024;

  private final Translation translation;
  private final Emitter emitter;
  private final Arithmetic arithmetic;
  private final MethodBody body;
  private final String place;

  Arrays(Translation translation, MethodBody body, String place) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.arithmetic = new Arithmetic(emitter);
    this.body = body;
    this.place = place;
  }

  /** Where an element lies. */
  private record Place(Value address, int offset) {}

  /** {@code new int[length]}, the {@code index}th step of its method. */
  void make(int index, TypeKind kind, Frame frame) {
    arithmetic.refuseFloating(kind);
    OptionalLong given = emitter.constant(arithmetic.number(frame.pop(), Type.I32));
    if (given.isEmpty()) {
      throw new Refusal(
          "array",
          "an array is made whose length is not constant",
          "Where it lies is decided when the program is compiled.",
          "Write the greatest length that can be needed, and count the elements in use.");
    }
    int length = (int) given.getAsLong();
    if (length < 0) {
      throw translation.ended(FaultKind.THROWN);
    }
    ValueType element = new ValueType.Boxed(scalar(kind));
    if (entersField(index, frame)) {
      frame.push(Operand.of(new Shape.Zeros(element, length)));
      return;
    }
    long bytes = (long) length * element.dataType().sizeBytes();
    if (bytes > MOST_BYTES) {
      throw new Refusal(
          "array",
          "an array of %d bytes is made".formatted(bytes),
          "Kernel programs have no heap, and %d bytes of memory for each CPU."
              .formatted(MOST_BYTES),
          "Keep the elements in a Maps.array or Maps.perCpuArray.");
    }
    String what = kind.name().toLowerCase(java.util.Locale.ROOT) + "[" + length + "]";
    String site = place + ":" + index;
    translation.requireUnused(frame, site, what);
    Value slot = translation.room().take((int) bytes, what);
    translation.memory().zero(slot, (int) bytes);
    frame.push(Operand.of(new Shape.Elements(element, length, false, false, Set.of(site)), slot));
  }

  /** Whether the next step puts the array into a field of an object, so that it is made there. */
  private boolean entersField(int index, Frame frame) {
    Instruction next = body.steps().get(index + 1).instruction();
    return next instanceof FieldInstruction put
        && put.opcode() == Opcode.PUTFIELD
        && frame.top() instanceof Operand(Shape shape, var _)
        && shape instanceof Shape.Instance;
  }

  private static DataType.Scalar scalar(TypeKind kind) {
    return switch (kind) {
      case BOOLEAN -> DataType.Scalar.BOOLEAN;
      case BYTE -> DataType.Scalar.BYTE;
      case SHORT -> DataType.Scalar.SHORT;
      case CHAR -> DataType.Scalar.CHAR;
      case INT -> DataType.Scalar.INT;
      case LONG -> DataType.Scalar.LONG;
      case FLOAT, DOUBLE, REFERENCE, VOID -> throw Malformed.because("an array of " + kind);
    };
  }

  void length(Frame frame) {
    Operand array = translation.requireNotNull(frame, frame.pop());
    int length =
        switch (array.shape()) {
          case Shape.Elements elements -> elements.length();
          case Shape.Bytes bytes -> bytes.length();
          case Shape.Numbers numbers -> numbers.length();
          case Shape.Fetched fetched -> fetched.length();
          case Shape.Constants(String className) -> enums().constants(className).size();
          case Shape.Broken _ -> 0;
          default -> throw notAnArray(array);
        };
    frame.push(Operand.number(array.broken() ? emitter.unknown(Type.I32) : emitter.int32(length)));
  }

  void load(TypeKind kind, Frame frame) {
    arithmetic.refuseFloating(kind);
    Value index = arithmetic.number(frame.pop(), Type.I32);
    Operand array = translation.requireNotNull(frame, frame.pop());
    switch (array.shape()) {
      case Shape.Elements elements -> {
        requireKind(elements, kind);
        Place at = element(array, elements, index);
        frame.push(
            switch (elements.element()) {
              case ValueType.Boxed(DataType.Scalar scalar) ->
                  translation.memory().load(at.address(), at.offset(), scalar);
              // A record of primitives: nothing in it that would have to be copied.
              case ValueType.Structured _, ValueType.Enumerated _, ValueType.Sealed _ ->
                  translation.memory().snapshot(at.address(), at.offset(), elements.element(), "");
            });
      }
      case Shape.Bytes(Access access, int offset, int length) ->
          frame.push(
              loadFromKernel(
                  array.value(),
                  new Shape.Numbers(access, offset, DataType.Scalar.BYTE, length),
                  index));
      case Shape.Numbers numbers -> frame.push(loadFromKernel(array.value(), numbers, index));
      case Shape.Fetched fetched -> {
        Value copy = translation.room().take(fetched.length(), "characters");
        TracingCalls.store(emitter, copy, array);
        Shape.Elements copied =
            new Shape.Elements(
                new ValueType.Boxed(DataType.Scalar.BYTE),
                fetched.length(),
                false,
                false,
                Set.of());
        Place at = element(Operand.of(copied, copy), copied, index);
        frame.push(translation.memory().load(at.address(), at.offset(), DataType.Scalar.BYTE));
      }
      case Shape.Constants(String className) -> {
        check(index, enums().constants(className).size());
        Value number = emitter.binary(BinaryKind.ADD, index, emitter.int32(1));
        frame.push(Operand.of(new Shape.Enumerated(className, false), number));
      }
      case Shape.SwitchTable(Map<Integer, Integer> cases) ->
          frame.push(Operand.of(new Shape.Switched(cases, 0), index));
      case Shape.Broken _ -> frame.push(broken(kind));
      default -> throw notAnArray(array);
    }
  }

  private Enums enums() {
    return translation.compilation().structs().enums();
  }

  private Operand broken(TypeKind kind) {
    return switch (kind) {
      case LONG -> Operand.number(emitter.unknown(Type.I64));
      case REFERENCE -> Operand.BROKEN;
      default -> Operand.number(emitter.unknown(Type.I32));
    };
  }

  private Operand loadFromKernel(Value pointer, Shape.Numbers numbers, Value index) {
    int size = numbers.element().sizeBytes();
    boolean signed = numbers.element() != DataType.Scalar.CHAR;
    OptionalLong constant = emitter.constant(index);
    Value checked = check(index, numbers.length());
    if (constant.isPresent()) {
      int at = numbers.offset() + (int) constant.getAsLong() * size;
      return Operand.number(translation.reads().load(pointer, at, size, signed, numbers.access()));
    }
    if (numbers.access() == Access.CONTEXT) {
      throw variableInContext();
    }
    Value address = emitter.index(emitter.offset(pointer, numbers.offset()), checked, size);
    return Operand.number(translation.reads().load(address, 0, size, signed, Access.PROBE));
  }

  void store(TypeKind kind, Frame frame) {
    arithmetic.refuseFloating(kind);
    Operand value = Merging.settled(emitter, frame.pop());
    Value index = arithmetic.number(frame.pop(), Type.I32);
    Operand array = translation.requireNotNull(frame, frame.pop());
    switch (array.shape()) {
      case Shape.Elements elements -> {
        requireKind(elements, kind);
        DataType element = elements.element().dataType();
        translation.compilation().globals().written(elements.sites());
        Place at = element(array, elements, index);
        translation.memory().store(at.address(), at.offset(), element, stored(value, element));
      }
      case Shape.Bytes _, Shape.Numbers _, Shape.Fetched _ ->
          throw new Refusal(
              "array",
              "an array of the kernel's is written",
              "What the kernel gives is read only.",
              "Copy what is needed into an array of your own.");
      case Shape.Broken _ -> {}
      default -> throw notAnArray(array);
    }
  }

  private Operand stored(Operand value, DataType element) {
    if (value.broken()) {
      return value;
    }
    if (element instanceof DataType.Scalar scalar) {
      Value number = arithmetic.number(value, scalar == DataType.Scalar.LONG ? Type.I64 : Type.I32);
      // As the JVM does: of what is put into a boolean[] the lowest bit counts.
      return Operand.number(
          scalar == DataType.Scalar.BOOLEAN
              ? emitter.binary(BinaryKind.AND, number, emitter.int32(1))
              : number);
    }
    if (value.shape() instanceof Shape.Null || value.maybeNull()) {
      throw nullElement();
    }
    return value;
  }

  private static Refusal nullElement() {
    return new Refusal(
        "null-stored",
        "null is stored in an array",
        "Its elements lie in a row, and there is no room beside them to say that one is missing.",
        "Store a record that stands for nothing, such as one of zeros.");
  }

  /** {@code bastore} is for bytes and booleans alike; everything else has its own instruction. */
  private static void requireKind(Shape.Elements elements, TypeKind kind) {
    boolean fits =
        switch (elements.element().dataType()) {
          case DataType.Scalar scalar ->
              kind != TypeKind.REFERENCE
                  && (scalar(kind) == scalar
                      || (kind == TypeKind.BYTE && scalar == DataType.Scalar.BOOLEAN));
          case DataType.Struct _ -> kind == TypeKind.REFERENCE;
          case DataType.Array _, DataType.Choice _ -> false;
        };
    if (!fits) {
      throw Malformed.because("an array of " + elements.element() + " is used as of " + kind);
    }
  }

  private Place element(Operand array, Shape.Elements elements, Value index) {
    int size = elements.element().dataType().sizeBytes();
    OptionalLong constant = emitter.constant(index);
    Value checked = check(index, elements.length());
    if (constant.isPresent()) {
      return new Place(array.value(), (int) constant.getAsLong() * size);
    }
    if (elements.context()) {
      throw variableInContext();
    }
    return new Place(emitter.index(array.value(), checked, size), 0);
  }

  private static Refusal variableInContext() {
    return new Refusal(
        "array",
        "an array in the program's context is indexed by a variable",
        "The verifier follows accesses to the context only at constant places.",
        "Copy the elements into an array of your own, or use constant indices.");
  }

  /** Faults unless {@code 0 <= index < length}; gives the index in the form that was checked. */
  private Value check(Value index, int length) {
    Value wide = emitter.unary(UnaryKind.ZEXT32, index);
    emitter.faultIf(Condition.UGE, wide, emitter.int64(length), FaultKind.INDEX_OUT_OF_BOUNDS);
    return wide;
  }

  private static RuntimeException notAnArray(Operand operand) {
    if (operand.shape() instanceof Shape.Unusable(String reason, String _)) {
      return Malformed.because("an element of " + reason);
    }
    return Malformed.because("an element of " + operand.shape());
  }
}
