package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.front.TypedParameters.Pointing;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.FieldPath;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Parameters out of the registers that a probe interrupted: {@code struct pt_regs}. */
final class RegisterParameters {
  /** Registers of the first six arguments and the result (System V ABI), as in pt_regs. */
  private static final List<String> X86_ARGUMENTS = List.of("di", "si", "dx", "cx", "r8", "r9");

  private static final String X86_RESULT = "ax";

  /** AArch64: x0 to x7 hold the first eight arguments, x0 the result; pt_regs begins with x0. */
  private static final String AARCH64_REGISTERS = "regs";

  private static final int AARCH64_ARGUMENTS = 8;

  private final Emitter emitter;
  private final Btf kernel;
  private final TypedParameters typed;
  private final MethodBody body;
  private final Value context;

  RegisterParameters(Translation translation, MethodBody body, Value context) {
    this.emitter = translation.emitter();
    this.kernel = translation.compilation().kernel();
    this.typed = new TypedParameters(translation, body);
    this.body = body;
    this.context = context;
  }

  /** Those of a kernel function, typed by BTF where the kernel's types have it. */
  List<Operand> ofFunction(String function, List<ClassDesc> types, boolean onReturn) {
    if (kernel.find(BtfType.Function.class, function).isEmpty()) {
      return untyped(types, onReturn);
    }
    BtfType.Prototype prototype = typed.function(function);
    if (!onReturn) {
      return typed.read(
          function,
          prototype.parameters(),
          types,
          _ -> Pointing.by(Access.PROBE),
          i -> type -> register(i, type, argumentOffsets()));
    }
    List<BtfType.Parameter> results =
        prototype.returnType() == 0
            ? List.of()
            : List.of(new BtfType.Parameter("result", prototype.returnType()));
    return typed.read(
        "the return of " + function,
        results,
        types,
        _ -> Pointing.by(Access.PROBE),
        i -> type -> register(i, type, List.of(resultOffset())));
  }

  /** Numbers, as many as registers hold. */
  List<Operand> untyped(List<ClassDesc> types, boolean onReturn) {
    if (types.isEmpty()) {
      return List.of();
    }
    int held = onReturn ? 1 : argumentCount();
    if (types.size() > held
        || !types.stream()
            .allMatch(
                type -> type.equals(ConstantDescs.CD_int) || type.equals(ConstantDescs.CD_long))) {
      throw new Refusal(
          "parameters",
          "%s takes what no register holds".formatted(body.name()),
          onReturn
              ? "At a return there is one result."
              : "A function's first %d integer arguments are in registers.".formatted(held),
          "Take int and long parameters, at most %d.".formatted(held));
    }
    List<Integer> offsets = onReturn ? List.of(resultOffset()) : argumentOffsets();
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Value word = register(i, Type.I64, offsets);
      boolean wide = types.get(i).equals(ConstantDescs.CD_long);
      operands.add(Operand.number(wide ? word : emitter.unary(UnaryKind.TRUNC, word)));
    }
    return operands;
  }

  private Value register(int index, Type type, List<Integer> offsets) {
    if (index >= offsets.size()) {
      throw new Refusal(
          "parameters",
          "parameter %d of %s is in no register".formatted(index + 1, body.name()),
          "A function's first %d arguments are.".formatted(offsets.size()),
          "Leave it out, or use @Fentry where the kernel allows it.");
    }
    return emitter.load(context, offsets.get(index), Long.BYTES, false, true, type);
  }

  private int argumentCount() {
    return offset(AARCH64_REGISTERS).isPresent() ? AARCH64_ARGUMENTS : X86_ARGUMENTS.size();
  }

  private List<Integer> argumentOffsets() {
    OptionalInt array = offset(AARCH64_REGISTERS);
    List<Integer> offsets = new ArrayList<>();
    if (array.isPresent()) {
      for (int i = 0; i < AARCH64_ARGUMENTS; i++) {
        offsets.add(array.getAsInt() + i * Long.BYTES);
      }
    } else {
      X86_ARGUMENTS.forEach(name -> offsets.add(offset(name).orElseThrow(() -> missing(name))));
    }
    return offsets;
  }

  private int resultOffset() {
    OptionalInt array = offset(AARCH64_REGISTERS);
    return array.isPresent()
        ? array.getAsInt()
        : offset(X86_RESULT).orElseThrow(() -> missing(X86_RESULT));
  }

  private OptionalInt offset(String register) {
    return kernel.find(BtfType.Struct.class, "pt_regs").stream()
        .boxed()
        .flatMap(id -> FieldPath.resolve(kernel, id, register).stream())
        .mapToInt(place -> place.byteOffset())
        .findFirst();
  }

  private static Refusal missing(String register) {
    return new Refusal(
        "kernel-field-missing",
        "struct pt_regs of this kernel has no field " + register,
        "Arguments are read from the registers of x86-64 and aarch64.",
        "Compile against the BTF of such a kernel.");
  }
}
