package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Joins.Path;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Loops over what the kernel has, by its open-coded iterators: a piece of the stack that {@code
 * new} fills, {@code next} looks at, and {@code destroy} gives back on every way out of the loop.
 */
final class Walks {
  private final Translation translation;
  private final Emitter emitter;

  Walks(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  /** What a static method of {@code Kernel} gives; empty when it begins no walk. */
  Optional<Operand> of(String method, List<Operand> arguments, Frame frame) {
    return switch (method) {
      case "processes" -> Optional.of(tasks(WalkKind.PROCESSES, method, arguments.getFirst()));
      case "threads" -> Optional.of(tasks(WalkKind.THREADS, method, arguments.getFirst()));
      case "threadsOf" ->
          Optional.of(threadsOf(translation.requireNotNull(frame, arguments.getFirst())));
      case "range" -> {
        Arithmetic arithmetic = new Arithmetic(emitter);
        yield Optional.of(
            Operand.of(
                new Shape.Walk(WalkKind.RANGE, ""),
                arithmetic.number(arguments.get(0), Type.I32),
                arithmetic.number(arguments.get(1), Type.I32)));
      }
      default -> Optional.empty();
    };
  }

  private Operand tasks(WalkKind kind, String method, Operand literal) {
    KernelStructs structs = translation.compilation().kernelStructs();
    if (literal.shape() instanceof Shape.ClassLiteral(String name)
        && structs.structName(name).filter("task_struct"::equals).isPresent()) {
      return Operand.of(new Shape.Walk(kind, name));
    }
    throw new Refusal(
        "kernel-view",
        "Kernel.%s is called with something other than a view of task_struct".formatted(method),
        "The compiler must know the interface.",
        "Write the class literal of a @KernelStruct(\"task_struct\") interface.");
  }

  private Operand threadsOf(Operand process) {
    KernelStructs structs = translation.compilation().kernelStructs();
    if (process.shape()
            instanceof Shape.View(String name, Shape.Access access, int offset, boolean maybe)
        && access == Shape.Access.TRUSTED
        && offset == 0
        && !maybe
        && structs.structName(name).filter("task_struct"::equals).isPresent()) {
      return Operand.of(new Shape.Walk(WalkKind.THREADS_OF, name), process.value());
    }
    throw new Refusal(
        "kernel-view",
        "Kernel.threadsOf is called with something other than a task that stays",
        "The kernel walks the threads of a task that it knows to be there.",
        "Pass a task that the program was given or got; one met in a walk is got by bpf_task_acquire.");
  }

  /** {@code walk.iterator()}: begins. */
  Operand begin(Operand walk, Frame frame) {
    Shape.Walk shape = (Shape.Walk) walk.shape();
    WalkKind kind = shape.kind();
    Btf kernel = translation.compilation().kernel();
    boolean there =
        kernel.find(BtfType.Function.class, kind.iterator() + "_new").isPresent()
            && translation.compilation().features().mayGoto();
    if (!there) {
      throw new Refusal(
          "walk-missing",
          "the target's kernel has no walk by %s".formatted(kind.iterator()),
          "Loops over what the kernel has came with Linux 6.4 to 6.9.",
          "Use a @BpfIterator program, or compile for Linux 6.9.");
    }
    int struct = kernel.find(BtfType.Struct.class, kind.iterator()).orElseThrow();
    Value place = emitter.stackSlot(kernel.sizeOf(struct), "iterator");
    boolean lock =
        kind.protectedByRcu()
            && translation.point() instanceof AttachPoint.Syscall
            && frame.open().stream().noneMatch(Resource::lock);
    if (lock) {
      emitter.callKernel(Resource.LOCK, Type.VOID);
    }
    List<Value> arguments = new ArrayList<>(List.of(place));
    arguments.addAll(walk.values());
    if (kind.protectedByRcu()) {
      if (walk.values().isEmpty()) {
        arguments.add(emitter.nullPointer());
      }
      arguments.add(emitter.int32(kind.flags()));
    }
    emitter.callKernel(kind.iterator() + "_new", Type.I32, arguments.toArray(Value[]::new));
    Resource.open(
        emitter,
        frame,
        new Resource(
            place, "a walk", kind.iterator() + "_destroy", lock, false, Resource.Presence.SURE));
    return Operand.of(new Shape.Walking(kind, shape.view(), false), place);
  }

  /** {@code hasNext()}: a way with what comes next, and one on which the walk is over. */
  List<Path> hasNext(Operand walking, Frame frame) {
    Shape.Walking shape = (Shape.Walking) walking.shape();
    Value place = walking.value(0);
    if (shape.ready()) {
      frame.push(Operand.number(emitter.int32(1)));
      return List.of(new Path(emitter.block(), frame));
    }
    Value next = emitter.callKernel(shape.kind().iterator() + "_next", Type.POINTER, place);
    Emitter.Branches ways = emitter.branch(Condition.NE, next, emitter.nullPointer());
    Frame over = frame.copy();
    Operand ready = Operand.of(new Shape.Walking(shape.kind(), shape.view(), true), place, next);
    frame.replaceAll(operand -> operand.equals(walking) ? ready : operand);
    emitter.at(ways.yes());
    frame.push(Operand.number(emitter.int32(1)));
    emitter.at(ways.no());
    List<Resource> kept = over.open().stream().filter(one -> one.object() != place).toList();
    Resource.leave(emitter, over, kept);
    over.push(Operand.number(emitter.int32(0)));
    return List.of(new Path(ways.yes(), frame), new Path(emitter.block(), over));
  }

  /** {@code next()}: what was found. */
  Operand next(Operand walking, Frame frame) {
    Shape.Walking shape = (Shape.Walking) walking.shape();
    if (!shape.ready()) {
      throw new Refusal(
          "walk",
          "next is called where nobody has asked whether there is more",
          "The kernel tells whether there is more when it gives the next.",
          "Write: for (Task task : Kernel.processes(Task.class)) { ... }.");
    }
    Operand asked =
        Operand.of(new Shape.Walking(shape.kind(), shape.view(), false), walking.value(0));
    frame.replaceAll(operand -> operand.equals(walking) ? asked : operand);
    Value found = walking.value(1);
    return shape.kind() == WalkKind.RANGE
        ? Operand.of(
            new Shape.Box(dev.keelson.object.layout.DataType.Scalar.INT, false),
            emitter.load(found, 0, Integer.BYTES, true, false, Type.I32))
        : Operand.of(new Shape.View(shape.view(), Shape.Access.RCU, 0, false), found);
  }
}
