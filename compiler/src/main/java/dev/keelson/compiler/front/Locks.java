package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.MapType;
import dev.keelson.object.layout.DataType;
import java.util.List;
import java.util.Set;

/**
 * {@code synchronized} on an entry of a map: a spin lock of the kernel that lies behind the entry's
 * fields. Only the class that is synchronized on has one, so that its layout is known when all
 * programs have been read; until then {@link Found} starts them over. While the lock is held the
 * kernel lets a program call nothing; a fault gives it back first, as leaving a monitor does.
 */
final class Locks {
  /** No name of a Java field: user space does not see it. */
  static final String MEMBER = "keelson.lock";

  /** {@code struct bpf_spin_lock}, include/uapi/linux/bpf.h: the verifier finds it by its name. */
  static final DataType.Struct WORD =
      DataType.Struct.of(
          "bpf_spin_lock", List.of(new DataType.Declared("val", DataType.Scalar.INT)));

  private final Translation translation;
  private final Emitter emitter;

  Locks(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  /** A class turned out to need a lock. */
  static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String className;

    Found(String className) {
      super(null, null, false, false);
      this.className = className;
    }

    String className() {
      return className;
    }
  }

  void translate(boolean enter, Frame frame) {
    Operand operand = translation.requireNotNull(frame, frame.pop());
    if (enter) {
      enter(operand, frame);
    } else {
      exit(frame);
    }
  }

  private void enter(Operand operand, Frame frame) {
    if (operand.broken()) {
      frame.lock(emitter.nullPointer());
      return;
    }
    if (frame.lock() != null) {
      throw new Refusal(
          "lock-nested",
          "a second lock is taken while one is held",
          "The kernel lets a program hold one: two programs could wait for each other.",
          "Leave the first synchronized block before the second.");
    }
    if (!(operand.shape() instanceof Shape.Instance entry)
        || !entry.sites().isEmpty()
        || entry.context()
        || AtomicNumbers.kind(entry.type().className()).isPresent()) {
      throw new Refusal(
          "synchronized",
          "what is synchronized on is no object in a map",
          "The kernel's locks lie in the entries of hash maps and arrays.",
          "Synchronize on what get gives of a map whose values are a plain class.");
    }
    if (!translation.compilation().structs().isLocked(entry.type().className())) {
      throw new Found(entry.type().className());
    }
    Value lock = emitter.offset(operand.value(), entry.type().layout().member(MEMBER).offset());
    emitter.call(Helper.SPIN_LOCK, Type.VOID, lock);
    frame.lock(lock);
    emitter.held(lock);
  }

  private void exit(Frame frame) {
    if (frame.lock() == null) {
      throw Malformed.because("a monitor is left that was not entered");
    }
    emitter.call(Helper.SPIN_UNLOCK, Type.VOID, frame.lock());
    frame.lock(null);
    emitter.held(null);
  }

  /** Refuses what the kernel does while a lock is held. */
  static void requireNoCall(Op op) {
    boolean calls =
        switch (op) {
          case Op.CallHelper call -> call.helper() != Helper.SPIN_UNLOCK;
          case Op.CallKernel _, Op.CallFunction _ -> true;
          default -> false;
        };
    if (calls) {
      throw new Refusal(
          "lock-call",
          "the kernel is called inside synchronized",
          "While a lock is held a program only reads and writes memory that it has already.",
          "Do it before or behind the block: look entries up before, emit and print behind.");
    }
  }

  static Refusal loop() {
    return new Refusal(
        "lock-loop",
        "there is a loop inside synchronized",
        "Other CPUs spin until the lock is free, and no loop that is cut short may keep it.",
        "Loop outside, and synchronize on the few fields that belong together.");
  }

  /** Refuses a map with locks where the kernel does. */
  static void requireAllowed(Translation translation, MapInfo map) {
    if (!(map.value().orElse(null) instanceof ValueType.Structured(StructType type))
        || !translation.compilation().structs().isLocked(type.className())) {
      return;
    }
    if (!Set.of(MapType.HASH, MapType.ARRAY).contains(map.type())) {
      throw new Refusal(
          "lock-map",
          "%s is synchronized on, and lies in %s".formatted(type.simpleName(), map.name()),
          "The kernel has locks in hash maps and arrays that all CPUs share.",
          "Declare it with Maps.hash or Maps.array, or use another class here.");
    }
    boolean interrupts =
        mayInterrupt(translation.point())
            || translation.point() instanceof AttachPoint.SocketFilter;
    if (interrupts) {
      throw new Refusal(
          "lock-program",
          "a program of this kind uses %s, whose %s has a lock"
              .formatted(map.name(), type.simpleName()),
          "Probes, classic and raw tracepoints, perf events and socket filters have no locks.",
          "Use a @BtfTracepoint, a packet or a cgroup program, or atomic fields instead.");
    }
  }

  /**
   * Whether programs of that kind run in the middle of others: {@code is_tracing_prog_type},
   * kernel/bpf/verifier.c, v6.18.
   */
  static boolean mayInterrupt(AttachPoint point) {
    return switch (point) {
      case AttachPoint.Kprobe _,
          AttachPoint.KprobeMulti _,
          AttachPoint.Uprobe _,
          AttachPoint.UprobeMulti _,
          AttachPoint.Usdt _,
          AttachPoint.Tracepoint _,
          AttachPoint.RawTracepoint _,
          AttachPoint.PerfEvent _ ->
          true;
      case AttachPoint.BtfTracepoint _,
          AttachPoint.Fentry _,
          AttachPoint.Fexit _,
          AttachPoint.FmodRet _,
          AttachPoint.Lsm _,
          AttachPoint.Syscall _,
          AttachPoint.SocketFilter _,
          AttachPoint.Xdp _,
          AttachPoint.Tc _,
          AttachPoint.Cgroup _,
          AttachPoint.SkLookup _,
          AttachPoint.FlowDissector _,
          AttachPoint.Iterator _,
          AttachPoint.StructOps _ ->
          false;
    };
  }
}
