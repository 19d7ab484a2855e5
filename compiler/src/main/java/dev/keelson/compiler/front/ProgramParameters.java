package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.FieldPath;
import dev.keelson.object.image.AttachPoint;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What a program's parameters are, out of the context that the kernel passes. */
final class ProgramParameters {
  /** Registers of the first six arguments and the result (System V ABI), as in pt_regs. */
  private static final List<String> ARGUMENTS = List.of("di", "si", "dx", "cx", "r8", "r9");

  private static final String RESULT = "ax";

  private final Translation translation;
  private final Emitter emitter;
  private final Btf kernel;
  private final MethodBody body;
  private final Value context;

  ProgramParameters(Translation translation, MethodBody body, Value context) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.kernel = translation.compilation().kernel();
    this.body = body;
    this.context = context;
  }

  /**
   * The operands of the parameters.
   *
   * @throws Refusal when a parameter is not what the attach point gives
   */
  List<Operand> read(AttachPoint point) {
    List<ClassDesc> types = body.type().parameterList();
    return switch (point) {
      case AttachPoint.BtfTracepoint(String name) -> tracepoint(name, types, Access.BTF);
      case AttachPoint.RawTracepoint(String name) -> tracepoint(name, types, Access.PROBE);
      case AttachPoint.Tracepoint _ -> event(types);
      case AttachPoint.Uprobe(String _, String _, boolean onReturn) -> registers(types, onReturn);
      case AttachPoint.Syscall _ -> struct(types);
      case AttachPoint.SocketFilter _ ->
          throw new AssertionError("no annotation makes a socket filter");
    };
  }

  private List<Operand> tracepoint(String name, List<ClassDesc> types, Access access) {
    List<BtfType.Parameter> given = prototype(name);
    if (types.size() > given.size()) {
      throw new Refusal(
          "parameters",
          "%s takes %d parameters, and the tracepoint %s has %d"
              .formatted(body.name(), types.size(), name, given.size()),
          "They are: %s.".formatted(shown(given)),
          "Take these, or the first of them.");
    }
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      operands.add(argument(name, i, given.get(i), types.get(i), access));
    }
    return operands;
  }

  private static String shown(List<BtfType.Parameter> given) {
    return given.isEmpty()
        ? "none"
        : String.join(", ", given.stream().map(BtfType.Parameter::name).toList());
  }

  /** The tracepoint's own parameters: {@code void *__data} comes before them. */
  private List<BtfType.Parameter> prototype(String name) {
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

  private Operand argument(
      String tracepoint, int index, BtfType.Parameter given, ClassDesc type, Access access) {
    int offset = index * Long.BYTES;
    int id = kernel.skipModifiers(given.type());
    BtfType found = kernel.type(id);
    int pointed = found instanceof BtfType.Pointer(int target) ? kernel.skipModifiers(target) : 0;
    boolean structPointer = pointed != 0 && kernel.type(pointed) instanceof BtfType.Composite;
    String descriptor = type.descriptorString();
    boolean fits =
        switch (descriptor) {
          case "Z", "B", "S", "C", "I" ->
              !(found instanceof BtfType.Pointer) && kernel.sizeOf(id) <= javaSize(descriptor);
          case "J" -> !structPointer || access == Access.PROBE;
          default -> structPointer && views(type, pointed);
        };
    if (!fits) {
      throw new Refusal(
          "parameters",
          "parameter %d of %s is a %s, not a %s"
              .formatted(
                  index + 1,
                  tracepoint,
                  structPointer
                      ? "struct " + kernel.type(pointed).name() + " *"
                      : found instanceof BtfType.Pointer ? "pointer" : found.name(),
                  type.displayName()),
          "Parameters are typed by the kernel's BTF (%s).".formatted(given.name()),
          "Take an int or long for a number, a @KernelStruct interface for a pointer to a struct.");
    }
    return switch (descriptor) {
      case "Z", "B", "S", "C", "I", "J" ->
          number(emitter.load(context, offset, 8, false, true, Type.I64), found, type);
      default ->
          Operand.of(
              new Shape.View(ClassLibrary.nameOf(type), access, 0, false),
              emitter.load(context, offset, 8, false, true, Type.POINTER));
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
                  : emitter.binary(
                      dev.keelson.compiler.ir.Op.BinaryKind.AND, low, emitter.int32(0xff));
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

  private List<Operand> event(List<ClassDesc> types) {
    if (types.isEmpty()) {
      return List.of();
    }
    ClassDesc type = types.getFirst();
    if (types.size() > 1
        || !type.isClassOrInterface()
        || translation
            .compilation()
            .kernelStructs()
            .structName(ClassLibrary.nameOf(type))
            .isEmpty()) {
      throw new Refusal(
          "parameters",
          "%s does not take the event".formatted(body.name()),
          "A classic tracepoint passes one struct.",
          "Take one @KernelStruct interface, for example of trace_event_raw_sched_switch.");
    }
    return List.of(
        Operand.of(new Shape.View(ClassLibrary.nameOf(type), Access.CONTEXT, 0, false), context));
  }

  private List<Operand> registers(List<ClassDesc> types, boolean onReturn) {
    List<String> registers = onReturn ? List.of(RESULT) : ARGUMENTS;
    if (types.size() > registers.size()
        || !types.stream()
            .allMatch(
                type -> type.equals(ConstantDescs.CD_int) || type.equals(ConstantDescs.CD_long))) {
      throw new Refusal(
          "parameters",
          "%s takes what no register holds".formatted(body.name()),
          onReturn
              ? "At a return there is one result."
              : "A function's first six integer arguments are in registers.",
          "Take int and long parameters, at most %d.".formatted(registers.size()));
    }
    OptionalInt frame = kernel.find(BtfType.Struct.class, "pt_regs");
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      String register = registers.get(i);
      int offset =
          frame.stream()
              .boxed()
              .flatMap(id -> FieldPath.resolve(kernel, id, register).stream())
              .findFirst()
              .orElseThrow(() ->
                  new Refusal(
                      "kernel-field-missing",
                      "struct pt_regs of this kernel has no field " + register,
                      "Arguments are read from the registers of x86-64.",
                      "Compile against the BTF of an x86-64 kernel."))
              .byteOffset();
      Value word = emitter.load(context, offset, Long.BYTES, false, true, Type.I64);
      boolean wide = types.get(i).equals(ConstantDescs.CD_long);
      operands.add(Operand.number(wide ? word : emitter.unary(UnaryKind.TRUNC, word)));
    }
    return operands;
  }

  private List<Operand> struct(List<ClassDesc> types) {
    if (types.isEmpty()) {
      return List.of();
    }
    ClassDesc type = types.getFirst();
    if (types.size() == 1 && type.isClassOrInterface()) {
      StructType struct = translation.compilation().structs().struct(ClassLibrary.nameOf(type));
      if (!struct.isRecord()) {
        return List.of(Operand.of(new Shape.Instance(struct, false, true, Set.of()), context));
      }
    }
    throw new Refusal(
        "parameters",
        "%s does not take its context".formatted(body.name()),
        "The context is read and written back.",
        "Take one parameter of a plain class with primitive fields that are not final.");
  }
}
