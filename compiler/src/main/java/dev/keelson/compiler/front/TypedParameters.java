package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.NullableArguments;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Parameters that the kernel's BTF types: those of a tracepoint or a kernel function. Each comes as
 * a word of 64 bits, wherever it lies.
 */
final class TypedParameters {
  private final Translation translation;
  private final Emitter emitter;
  private final Btf kernel;
  private final MethodBody body;

  TypedParameters(Translation translation, MethodBody body) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.kernel = translation.compilation().kernel();
    this.body = body;
  }

  /** The tracepoint's own parameters: {@code void *__data} comes before them. */
  List<BtfType.Parameter> tracepoint(String name) {
    OptionalInt typedef = kernel.find(BtfType.Typedef.class, "btf_trace_" + name);
    if (typedef.isPresent()
        && kernel.type(kernel.skipModifiers(typedef.getAsInt())) instanceof BtfType.Pointer pointer
        && kernel.type(kernel.skipModifiers(pointer.target()))
            instanceof BtfType.Prototype prototype) {
      List<BtfType.Parameter> all = prototype.parameters();
      return all.subList(Math.min(1, all.size()), all.size());
    }
    throw new Refusal(
        "tracepoint-missing",
        "this kernel has no tracepoint " + name,
        "Its BTF has no btf_trace_%s.".formatted(name),
        "Look for its name with: bpftool btf dump file /sys/kernel/btf/vmlinux | grep btf_trace_");
  }

  /** The prototype of a kernel function. */
  BtfType.Prototype function(String name) {
    OptionalInt function = kernel.find(BtfType.Function.class, name);
    if (function.isPresent()
        && kernel.type(function.getAsInt()) instanceof BtfType.Function found
        && kernel.type(found.prototype()) instanceof BtfType.Prototype prototype) {
      return prototype;
    }
    throw new Refusal(
        "function-missing",
        "this kernel has no function %s".formatted(name),
        "It is not in the kernel's BTF: it may be inlined, renamed, or in a module.",
        "Look for its name with: bpftool btf dump file /sys/kernel/btf/vmlinux | grep FUNC");
  }

  /**
   * The operands of parameters.
   *
   * @param place what has them, for errors
   * @param given as the kernel declares them
   * @param types as the method declares them: these, or the first of them
   * @param pointers how parameter {@code i} may be followed, if it is a pointer
   * @param word where the word of parameter {@code i} is
   */
  List<Operand> read(
      String place,
      List<BtfType.Parameter> given,
      List<ClassDesc> types,
      IntFunction<Pointing> pointers,
      IntFunction<WordSource> word) {
    if (types.size() > given.size()) {
      throw new Refusal(
          "parameters",
          "%s takes %d parameters, and %s has %d"
              .formatted(body.name(), types.size(), place, given.size()),
          "They are: %s.".formatted(shown(given)),
          "Take these, or the first of them.");
    }
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      operands.add(
          argument(
              "parameter %d of %s".formatted(i + 1, place),
              given.get(i),
              types.get(i),
              pointers.apply(i),
              word.apply(i)));
    }
    return operands;
  }

  /** A word of the context. */
  interface WordSource {
    Value load(Type type);

    /** Where the word lies, for a helper to read it; empty where none may. */
    default Optional<Value> place() {
      return Optional.empty();
    }
  }

  /** What is known of a pointer: how its memory is read, and whether it may be null. */
  record Pointing(Access access, boolean nullable) {
    /** To an object that is there. */
    static Pointing by(Access access) {
      return new Pointing(access, false);
    }

    /** As a tracepoint passes argument {@code index}. */
    static Pointing ofTracepoint(String tracepoint, int index, String name, Access access) {
      boolean error = NullableArguments.mayBeError(tracepoint, index);
      return new Pointing(
          error ? Access.PROBE : access,
          error || NullableArguments.mayBeNull(tracepoint, index, name));
    }
  }

  private static String shown(List<BtfType.Parameter> given) {
    return given.isEmpty()
        ? "none"
        : String.join(", ", given.stream().map(BtfType.Parameter::name).toList());
  }

  /**
   * The operand of one parameter or result.
   *
   * @throws Refusal when it is not what Java calls it
   */
  Operand argument(
      String shown, BtfType.Parameter given, ClassDesc type, Pointing pointer, WordSource word) {
    if (type.equals(ConstantDescs.CD_Object)) {
      return Operand.of(
          new Shape.Unusable(
              shown + ", which is declared as an Object",
              "Declare it as what is wanted of it: a @KernelStruct interface, a long or an int."));
    }
    int id = kernel.skipModifiers(given.type());
    BtfType found = kernel.type(id);
    int pointed = found instanceof BtfType.Pointer(int target) ? kernel.skipModifiers(target) : 0;
    boolean structPointer = pointed != 0 && kernel.type(pointed) instanceof BtfType.Composite;
    boolean number = !(found instanceof BtfType.Pointer) && !(found instanceof BtfType.Composite);
    String descriptor = type.descriptorString();
    boolean fits =
        switch (descriptor) {
          case "Z", "B", "S", "C", "I" -> number && kernel.sizeOf(id) <= javaSize(descriptor);
          case "J" -> number || found instanceof BtfType.Pointer; // an address is a number too
          default -> structPointer && views(type, pointed);
        };
    if (!fits) {
      throw new Refusal(
          "parameters",
          "%s is a %s, not a %s".formatted(shown, name(found, pointed), type.displayName()),
          given.name().isEmpty()
              ? "Parameters are typed by the kernel's BTF."
              : "Parameters are typed by the kernel's BTF (%s).".formatted(given.name()),
          "Take an int or long for a number, a @KernelStruct interface for a pointer to a struct, a"
              + " long for its address, or an Object for what is not looked at.");
    }
    return switch (descriptor) {
      case "Z", "B", "S", "C", "I", "J" ->
          found instanceof BtfType.Pointer && pointer.access().byBtf() && !plain(pointed)
              ? Operand.number(addressAsNumber(word))
              : number(word.load(Type.I64), found, type);
      default ->
          Operand.of(
              new Shape.View(ClassLibrary.nameOf(type), pointer.access(), 0, pointer.nullable()),
              word.load(Type.POINTER));
    };
  }

  /** Whether the verifier takes a pointer to that type for a number: void, and whole numbers. */
  private boolean plain(int pointed) {
    return pointed == 0 || kernel.type(pointed) instanceof BtfType.Int;
  }

  /** Some pointers nobody may load, to a function or another pointer: a helper reads these. */
  private Value addressAsNumber(WordSource word) {
    return word.place()
        .map(emitter::numberAt)
        .orElseGet(() -> emitter.addressAsNumber(word.load(Type.POINTER)));
  }

  private String name(BtfType found, int pointed) {
    if (pointed != 0 && kernel.type(pointed) instanceof BtfType.Composite struct) {
      return "struct " + struct.name() + " *";
    }
    return switch (found) {
      case BtfType.Pointer _ -> "pointer";
      case BtfType.Composite struct -> "struct " + struct.name();
      default -> found.name();
    };
  }

  private static int javaSize(String descriptor) {
    return switch (descriptor) {
      case "Z", "B" -> 1;
      case "S", "C" -> 2;
      default -> 4;
    };
  }

  /** The word as the Java type; its upper bits are not to be relied on. */
  private Operand number(Value word, BtfType found, ClassDesc type) {
    int size =
        switch (found) {
          case BtfType.Int number -> number.sizeBytes();
          case BtfType.Enum number -> number.sizeBytes();
          default -> Long.BYTES;
        };
    boolean signed =
        (found instanceof BtfType.Int number && number.signed())
            || (found instanceof BtfType.Enum value && value.signed());
    if (size == Long.BYTES) {
      return Operand.number(word);
    }
    Value low = emitter.unary(UnaryKind.TRUNC, word);
    Value exact =
        switch (size) {
          case 1 ->
              signed || type.equals(ConstantDescs.CD_byte)
                  ? emitter.unary(UnaryKind.SEXT8, low)
                  : emitter.binary(BinaryKind.AND, low, emitter.int32(0xff));
          case 2 ->
              signed || type.equals(ConstantDescs.CD_short)
                  ? emitter.unary(UnaryKind.SEXT16, low)
                  : emitter.unary(UnaryKind.ZEXT16, low);
          default -> low;
        };
    if (type.equals(ConstantDescs.CD_boolean)) {
      return Operand.number(emitter.compare(Condition.NE, exact, emitter.int32(0)));
    }
    if (type.equals(ConstantDescs.CD_long)) {
      return Operand.number(emitter.unary(signed ? UnaryKind.SEXT32 : UnaryKind.ZEXT32, exact));
    }
    return Operand.number(exact);
  }

  private boolean views(ClassDesc type, int structId) {
    return type.isClassOrInterface()
        && translation
            .compilation()
            .kernelStructs()
            .structName(ClassLibrary.nameOf(type))
            .filter(kernel.type(structId).name()::equals)
            .isPresent();
  }
}
