package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Joins.Path;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.CgroupHook;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Calls of the kernel's own functions, by methods that are marked {@code @KernelFunction}. What one
 * gives of an object that the kernel counts the users of is open until it is closed.
 */
final class KernelFunctionCalls {
  private final Translation translation;
  private final Emitter emitter;
  private final Btf kernel;

  KernelFunctionCalls(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.kernel = translation.compilation().kernel();
  }

  /** The function that a called method stands for; empty for most. */
  Optional<String> nameOf(InvokeInstruction invoke) {
    String owner = ClassLibrary.nameOf(invoke.owner().asSymbol());
    if (owner.startsWith("java.") || owner.startsWith("[")) {
      return Optional.empty();
    }
    return translation
        .compilation()
        .library()
        .find(owner)
        .flatMap(source ->
            source.model().methods().stream()
                .filter(method ->
                    method.methodName().equalsString(invoke.name().stringValue())
                        && method.methodType().equalsString(invoke.type().stringValue()))
                .findFirst())
        .flatMap(KernelFunctionCalls::annotated);
  }

  private static Optional<String> annotated(MethodModel method) {
    return ClassSource.annotation(method, dev.keelson.program.KernelFunction.class)
        .map(values -> String.valueOf(values.get("value")));
  }

  /**
   * Calls the function.
   *
   * @param given the receiver, if there is one, and the arguments
   * @return the ways on, what the function gives pushed
   */
  List<Path> call(String name, List<Operand> given, ClassDesc returned, Frame frame) {
    if (given.stream().anyMatch(Operand::broken)) {
      return broken(returned, frame);
    }
    BtfType.Prototype prototype = prototype(name);
    dev.keelson.object.btf.KernelFunction known = dev.keelson.object.btf.KernelFunction.of(name);
    requireAllowed(name, known);
    if (prototype.parameters().size() != given.size()) {
      throw mistyped(
          name,
          "takes %d arguments, not %d".formatted(prototype.parameters().size(), given.size()));
    }
    List<Value> arguments = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      Operand operand = Merging.settled(emitter, given.get(i));
      arguments.add(argument(name, known, prototype.parameters().get(i), operand, frame));
    }
    Value[] values = arguments.toArray(Value[]::new);
    if (known.releases()) {
      return released(name, values, frame);
    }
    if (returned.equals(ConstantDescs.CD_void)) {
      emitter.callKernel(name, Type.VOID, values);
      return List.of(new Path(emitter.block(), frame));
    }
    int type = prototype.returnType() == 0 ? 0 : kernel.skipModifiers(prototype.returnType());
    if (type != 0 && kernel.type(type) instanceof BtfType.Pointer(int target)) {
      return object(name, known, target, values, returned, frame);
    }
    frame.push(number(name, type, values, returned));
    return List.of(new Path(emitter.block(), frame));
  }

  private List<Path> broken(ClassDesc returned, Frame frame) {
    switch (returned.descriptorString()) {
      case "V" -> {}
      case "J" -> frame.push(Operand.number(emitter.unknown(Type.I64)));
      case "Z", "I" -> frame.push(Operand.number(emitter.unknown(Type.I32)));
      default -> frame.push(Operand.BROKEN);
    }
    return List.of(new Path(emitter.block(), frame));
  }

  private BtfType.Prototype prototype(String name) {
    OptionalInt id = kernel.find(BtfType.Function.class, name);
    if (!translation.compilation().features().mayGoto()) {
      throw new Refusal(
          "kernel-function-missing",
          "%s is called, and the target is older than Linux 6.9".formatted(name),
          "Programs are compiled to call functions of the kernel for Linux 6.9 and later.",
          "Compile for it: keelson check --linux 6.9 CLASSES");
    }
    if (id.isEmpty()) {
      throw new Refusal(
          "kernel-function-missing",
          "the target's kernel has no function %s that programs can call".formatted(name),
          "Each came with a kernel of its own, and some are in modules.",
          "Look for its name with: bpftool btf dump file /sys/kernel/btf/vmlinux | grep FUNC");
    }
    int prototype = ((BtfType.Function) kernel.type(id.getAsInt())).prototype();
    return (BtfType.Prototype) kernel.type(prototype);
  }

  private Value argument(
      String name,
      dev.keelson.object.btf.KernelFunction known,
      BtfType.Parameter parameter,
      Operand operand,
      Frame frame) {
    int type = kernel.skipModifiers(parameter.type());
    if (!(kernel.type(type) instanceof BtfType.Pointer(int target))) {
      Type wanted = kernel.sizeOf(type) > Integer.BYTES ? Type.I64 : Type.I32;
      if (!(operand.shape() instanceof Shape.Primitive(Type has))
          || (has == Type.I64 && wanted == Type.I32)) {
        throw mistyped(name, "takes a number as its %s".formatted(parameter.name()));
      }
      return has == wanted
          ? operand.value()
          : emitter.unary(dev.keelson.compiler.ir.Op.UnaryKind.SEXT32, operand.value());
    }
    int pointed = target == 0 ? 0 : kernel.skipModifiers(target);
    String struct =
        pointed != 0 && kernel.type(pointed) instanceof BtfType.Composite composite
            ? composite.name()
            : "";
    Operand object = translation.requireNotNull(frame, operand);
    KernelStructs structs = translation.compilation().kernelStructs();
    if (!(object.shape() instanceof Shape.View view)
        || struct.isEmpty()
        || !structs.structName(view.interfaceName()).filter(struct::equals).isPresent()) {
      throw mistyped(
          name,
          struct.isEmpty()
              ? "takes a pointer as its %s that Java has no word for".formatted(parameter.name())
              : "takes a %s as its %s".formatted(struct, parameter.name()));
    }
    boolean stays =
        view.offset() == 0
            && (view.access() == Shape.Access.TRUSTED
                || (known.underLock() && view.access() == Shape.Access.RCU));
    if (!stays) {
      throw new Refusal(
          "kernel-function",
          "%s is called for a %s that may go meanwhile".formatted(name, struct),
          "The kernel's functions take objects that the program was given, or has got.",
          "Get it first: try (Task held = task.acquire()) { ... }, where acquire is"
              + " @KernelFunction(\"bpf_task_acquire\").");
    }
    return object.value();
  }

  private List<Path> released(String name, Value[] values, Frame frame) {
    Resource resource =
        frame.open().stream()
            .filter(one -> values.length == 1 && one.object() == values[0])
            .findFirst()
            .orElseThrow(() ->
                new Refusal(
                    "resource",
                    "%s is called for something that was not got here".formatted(name),
                    "Only what a function of the kernel gave for use is given back to it.",
                    "Close what a @KernelFunction gave, and nothing else."));
    if (!resource.returns().equals(name)) {
      throw new Refusal(
          "resource",
          "%s is given back by %s".formatted(resource.what(), name),
          "It is counted by another function.",
          "Write @KernelFunction(\"%s\") at close().".formatted(resource.returns()));
    }
    resource.giveBack(emitter);
    List<Resource> left = new ArrayList<>(frame.open());
    left.remove(resource);
    frame.open(left);
    emitter.opened(frame.open());
    Resource.forget(frame, resource);
    return List.of(new Path(emitter.block(), frame));
  }

  private List<Path> object(
      String name,
      dev.keelson.object.btf.KernelFunction known,
      int target,
      Value[] values,
      ClassDesc returned,
      Frame frame) {
    int pointed = target == 0 ? 0 : kernel.skipModifiers(target);
    String view = returned.isClassOrInterface() ? ClassLibrary.nameOf(returned) : "";
    Optional<String> struct = translation.compilation().kernelStructs().structName(view);
    if (pointed == 0
        || !(kernel.type(pointed) instanceof BtfType.Composite composite)
        || !struct.filter(composite.name()::equals).isPresent()) {
      throw mistyped(name, "gives another struct than the method does");
    }
    Value found = emitter.callKernel(name, Type.POINTER, values);
    if (known.releasedBy().isEmpty()) {
      frame.push(Operand.of(new Shape.View(view, Shape.Access.BTF, 0, true), found));
      return List.of(new Path(emitter.block(), frame));
    }
    String what = "the %s got by %s".formatted(composite.name(), name);
    String release = known.releasedBy().get();
    Resource.open(
        emitter, frame, new Resource(found, what, release, false, true, Resource.Presence.MAYBE));
    frame.push(Operand.of(new Shape.View(view, Shape.Access.TRUSTED, 0, true), found));
    return List.of(new Path(emitter.block(), frame));
  }

  private Operand number(String name, int type, Value[] values, ClassDesc returned) {
    boolean wide = type != 0 && kernel.sizeOf(type) > Integer.BYTES;
    String descriptor = returned.descriptorString();
    if (type == 0 || (wide ? !descriptor.equals("J") : !"IZ".contains(descriptor))) {
      throw mistyped(name, "gives something else than the method does");
    }
    Value result = emitter.callKernel(name, wide ? Type.I64 : Type.I32, values);
    return Operand.number(
        descriptor.equals("Z")
            ? emitter.compare(Condition.NE, masked(type, result), emitter.int32(0))
            : result);
  }

  /** Of a smaller number the register's other bits mean nothing. */
  private Value masked(int type, Value result) {
    return kernel.sizeOf(type) == 1
        ? emitter.binary(dev.keelson.compiler.ir.Op.BinaryKind.AND, result, emitter.int32(0xff))
        : result;
  }

  /** Where {@code generic_kfunc_set} is registered: kernel/bpf/helpers.c, v6.14. */
  private void requireAllowed(String name, dev.keelson.object.btf.KernelFunction known) {
    boolean allowed =
        known.everywhere()
            || switch (translation.point()) {
              case AttachPoint.BtfTracepoint _,
                  AttachPoint.Fentry _,
                  AttachPoint.Fexit _,
                  AttachPoint.FmodRet _,
                  AttachPoint.Lsm _,
                  AttachPoint.Iterator _,
                  AttachPoint.StructOps _,
                  AttachPoint.Syscall _,
                  AttachPoint.Xdp _,
                  AttachPoint.Tc _ ->
                  true;
              case AttachPoint.Cgroup(CgroupHook hook, String _) ->
                  hook == CgroupHook.INGRESS || hook == CgroupHook.EGRESS;
              case AttachPoint.Kprobe _,
                  AttachPoint.KprobeMulti _,
                  AttachPoint.Uprobe _,
                  AttachPoint.UprobeMulti _,
                  AttachPoint.Usdt _,
                  AttachPoint.Tracepoint _,
                  AttachPoint.RawTracepoint _,
                  AttachPoint.PerfEvent _,
                  AttachPoint.SocketFilter _,
                  AttachPoint.SkLookup _,
                  AttachPoint.FlowDissector _ ->
                  false;
            };
    if (!allowed) {
      throw new Refusal(
          "kernel-function",
          "%s is called by a program of a kind that may not".formatted(name),
          "The kernel offers its functions to BTF tracepoints, trampolines, iterators, packet and"
              + " syscall programs.",
          "Use @BtfTracepoint, @Xdp, @Tc or @SyscallProgram.");
    }
  }

  private static Refusal mistyped(String name, String what) {
    return new Refusal(
        "kernel-function",
        "%s %s".formatted(name, what),
        "Functions of the kernel are typed by its BTF.",
        "Write it as: keelson bpf btf java --kfunc %s".formatted(name));
  }
}
