package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Fetched.Source;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The methods of {@code Kernel} that tracing programs need: who runs, and what memory holds. */
final class TracingCalls {
  private static final int COMM_BYTES = 16;

  private final Translation translation;
  private final Emitter emitter;

  TracingCalls(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  /** The method's result; empty when it is none of these. */
  Optional<Operand> call(String method, List<Operand> arguments) {
    return Optional.ofNullable(
        switch (method) {
          case "bootNanos" -> wide(Helper.KTIME_GET_BOOT_NS);
          case "taiNanos" -> wide(Helper.KTIME_GET_TAI_NS);
          case "cgroupId" -> wide(Helper.GET_CURRENT_CGROUP_ID);
          case "random" -> Operand.number(low(emitter.call(Helper.GET_PRANDOM_U32, Type.I64)));
          case "userId" -> Operand.number(low(emitter.call(Helper.GET_CURRENT_UID_GID, Type.I64)));
          case "groupId" -> {
            Value both = emitter.call(Helper.GET_CURRENT_UID_GID, Type.I64);
            yield Operand.number(low(emitter.binary(BinaryKind.USHR, both, emitter.int32(32))));
          }
          case "functionAddress" ->
              Operand.number(emitter.call(Helper.GET_FUNC_IP, Type.I64, translation.context()));
          case "attachCookie" -> attachCookie();
          case "sendSignal" ->
              Operand.number(
                  emitter.compare(
                      Condition.EQ,
                      emitter.call(Helper.SEND_SIGNAL, Type.I64, arguments.getFirst().value()),
                      emitter.int64(0)));
          case "kernelStack" -> stack(Source.KERNEL_STACK, arguments.getFirst());
          case "userStack" -> stack(Source.USER_STACK, arguments.getFirst());
          case "comm" -> Operand.of(new Shape.Fetched(Source.COMM, COMM_BYTES));
          case "userString" -> fetched(Source.USER_STRING, arguments);
          case "kernelString" -> fetched(Source.KERNEL_STRING, arguments);
          case "userBytes" -> fetched(Source.USER_BYTES, arguments);
          case "kernelBytes" -> fetched(Source.KERNEL_BYTES, arguments);
          case "userLong" -> read(Helper.PROBE_READ_USER, Long.BYTES, arguments);
          case "userInt" -> read(Helper.PROBE_READ_USER, Integer.BYTES, arguments);
          case "kernelLong" -> read(Helper.PROBE_READ_KERNEL, Long.BYTES, arguments);
          case "kernelInt" -> read(Helper.PROBE_READ_KERNEL, Integer.BYTES, arguments);
          case "currentTask" -> currentTask(arguments.getFirst());
          case "registers" -> registers(arguments.get(0), arguments.get(1));
          default -> null;
        });
  }

  private Operand attachCookie() {
    if (!translation.point().hasCookie()) {
      throw new Refusal(
          "attach-cookie",
          "Kernel.attachCookie is called in a program that has none",
          "Attachments of tracepoints, probes, trampolines and perf events carry one; those of static"
              + " probes say which place it is.",
          "Tell places apart by a Setting, and load the class once for each.");
    }
    return Operand.number(emitter.call(Helper.GET_ATTACH_COOKIE, Type.I64, translation.context()));
  }

  private Operand wide(Helper helper) {
    return Operand.number(emitter.call(helper, Type.I64));
  }

  private Value low(Value wide) {
    return emitter.unary(UnaryKind.TRUNC, wide);
  }

  private Operand stack(Source source, Operand depth) {
    return Operand.of(new Shape.Fetched(source, length(depth)));
  }

  private Operand fetched(Source source, List<Operand> arguments) {
    return Operand.of(
        new Shape.Fetched(source, length(arguments.get(1))), arguments.getFirst().value());
  }

  private int length(Operand given) {
    OptionalLong length = emitter.constant(given.value());
    if (length.isEmpty() || length.getAsLong() < 1 || length.getAsLong() > Integer.MAX_VALUE) {
      throw new Refusal(
          "array",
          "the length of what is read is not a constant of 1 or more",
          "Kernel programs have no heap: what is read has its place before the program runs.",
          "Write the number that @Length of the record's component says.");
    }
    return (int) length.getAsLong();
  }

  /** A failed read leaves zeros, the helper clears what it was given, or what is given for it. */
  private Operand read(Helper helper, int sizeBytes, List<Operand> arguments) {
    Value slot = emitter.stackSlot(sizeBytes, "memory read");
    Value failed =
        emitter.call(
            helper, Type.I64, slot, emitter.int64(sizeBytes), arguments.getFirst().value());
    Type type = sizeBytes == Long.BYTES ? Type.I64 : Type.I32;
    Value found = emitter.load(slot, 0, sizeBytes, false, false, type);
    return Operand.number(
        arguments.size() == 1
            ? found
            : emitter.select(
                Condition.EQ, failed, emitter.int64(0), found, arguments.get(1).value()));
  }

  private Operand currentTask(Operand view) {
    return Operand.of(
        new Shape.View(viewOf("task_struct", "currentTask", view), Shape.Access.TRUSTED, 0, false),
        emitter.call(Helper.GET_CURRENT_TASK_BTF, Type.POINTER));
  }

  private Operand registers(Operand task, Operand view) {
    KernelStructs structs = translation.compilation().kernelStructs();
    boolean isTask =
        task.shape() instanceof Shape.View(String name, Shape.Access access, int offset, _)
            && new Trust(translation.point()).helpersTake(access)
            && offset == 0
            && structs.structName(name).filter("task_struct"::equals).isPresent();
    if (!isTask) {
      throw new Refusal(
          "kernel-view",
          "Kernel.registers is called for something other than a task",
          "The kernel knows the registers of a task_struct that it gave the program itself.",
          "Pass a parameter of the program, or Kernel.currentTask(Task.class).");
    }
    return Operand.of(
        new Shape.View(viewOf("pt_regs", "registers", view), Shape.Access.BTF, 0, false),
        emitter.call(Helper.TASK_PT_REGS, Type.POINTER, task.value()));
  }

  private String viewOf(String struct, String method, Operand view) {
    KernelStructs structs = translation.compilation().kernelStructs();
    if (view.shape() instanceof Shape.ClassLiteral(String name)
        && structs.structName(name).filter(struct::equals).isPresent()) {
      return name;
    }
    throw new Refusal(
        "kernel-view",
        "Kernel.%s is called with something other than a view of %s".formatted(method, struct),
        "The compiler must know the interface.",
        "Write the class literal of a @KernelStruct(\"%s\") interface.".formatted(struct));
  }

  /** Writes what a {@code Fetched} stands for into memory, all of it. */
  static void store(Emitter emitter, Value target, Operand operand) {
    Shape.Fetched shape = (Shape.Fetched) operand.shape();
    Value length = emitter.int64(shape.length());
    switch (shape.source()) {
      case KERNEL_STACK, USER_STACK -> throw new AssertionError("stacks are stored by StackCalls");
      case COMM -> emitter.call(Helper.GET_CURRENT_COMM, Type.I64, target, length);
      case USER_STRING -> probe(emitter, Helper.PROBE_READ_USER_STR, target, length, operand);
      case KERNEL_STRING -> probe(emitter, Helper.PROBE_READ_KERNEL_STR, target, length, operand);
      case USER_BYTES -> probe(emitter, Helper.PROBE_READ_USER, target, length, operand);
      case KERNEL_BYTES -> probe(emitter, Helper.PROBE_READ_KERNEL, target, length, operand);
    }
  }

  private static void probe(
      Emitter emitter, Helper helper, Value target, Value length, Operand operand) {
    emitter.call(helper, Type.I64, target, length, operand.value());
  }
}
