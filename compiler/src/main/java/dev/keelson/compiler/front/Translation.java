package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.AttachPoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The translation of one program, its callees inlined. Mutable; confined to one thread. */
final class Translation {
  /** What {@link #noteWrite} can be told of. */
  static final String PACKET = "the packet";

  static final String CONTEXT = "the context";

  static final String BOUNDS = "the packet's bounds";

  private static final int DEEPEST_CALL = 64;

  private final Compilation compilation;
  private final Emitter emitter;
  private final Map<String, List<Shape>> loopShapes;
  private final Room room;
  private final StructMemory memory;
  private final KernelReads reads;
  private final KernelWrites writes;
  private final Optional<Value> context;
  private final AttachPoint point;
  private final Functions functions;
  private final Deque<Call> calls = new ArrayDeque<>();

  /** One way on: where the code stands, and what was computed ({@code UNSET} for nothing). */
  record Result(Block block, Operand value) {}

  /** A call under way, with the frame of its caller. */
  private record Call(MethodBody body, Frame caller) {}

  /** This way ends in a fault, whatever happens: nothing behind it is translated. */
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Ended() {
      super(null, null, false, false);
    }
  }

  /** Ends the way with a fault. */
  Ended ended(FaultKind kind) {
    emitter.fault(kind);
    return new Ended();
  }

  /** Something was found out that the beginning should have known: it is translated again. */
  static final class Restart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    Restart(Reason reason) {
      super(null, null, false, false);
      this.reason = reason;
    }

    Reason reason() {
      return reason;
    }

    /** What was found out. */
    enum Reason {
      /** A loop needs wider shapes at its header. */
      SHAPES,
      /** A function needs what the kernel passes the program. */
      CONTEXT,
      /** The program changes something that was read as if it did not: all of it starts over. */
      WRITES
    }
  }

  /**
   * @param point where the program runs
   * @param room where what is made lies
   * @param context what the kernel passes the program, if it is there
   * @param loopShapes what loop headers are known to need, by place; kept over restarts
   * @param functions what the program calls
   */
  Translation(
      Compilation compilation,
      AttachPoint point,
      Emitter emitter,
      Room room,
      Optional<Value> context,
      Map<String, List<Shape>> loopShapes,
      Functions functions) {
    this.compilation = compilation;
    this.emitter = emitter;
    this.context = context;
    this.point = point;
    this.loopShapes = loopShapes;
    this.functions = functions;
    boolean writesKernel = point instanceof AttachPoint.StructOps;
    this.room = room;
    this.memory = new StructMemory(emitter, compilation.structs(), room, this::context);
    this.reads = new KernelReads(emitter, !writesKernel, () -> !writes(CONTEXT), new Trust(point));
    this.writes = new KernelWrites(emitter, writesKernel);
  }

  Compilation compilation() {
    return compilation;
  }

  Emitter emitter() {
    return emitter;
  }

  /** Where the program runs. */
  AttachPoint point() {
    return point;
  }

  /** Whether the program changes that: only without can two reads of it be one. */
  boolean writes(String what) {
    return functions.written().contains(what);
  }

  /** The program changes that; what was read of it before is translated again. */
  void noteWrite(String what) {
    if (!writes(what)) {
      functions.startOver(what);
      throw new Restart(Restart.Reason.WRITES);
    }
  }

  /** What the kernel passes the program; some helpers take it. */
  Value context() {
    return context.orElseThrow(() -> new Restart(Restart.Reason.CONTEXT));
  }

  /** The translation of a function that is called from here. */
  Translation within(
      Emitter inner,
      Room innerRoom,
      Optional<Value> innerContext,
      Map<String, List<Shape>> shapes) {
    Translation translation =
        new Translation(compilation, point, inner, innerRoom, innerContext, shapes, functions);
    translation.calls.addAll(calls);
    return translation;
  }

  /** What the program calls. */
  Functions functions() {
    return functions;
  }

  /** Where what is made here lies. */
  Room room() {
    return room;
  }

  StructMemory memory() {
    return memory;
  }

  KernelWrites writes() {
    return writes;
  }

  KernelReads reads() {
    return reads;
  }

  /** What is known about the loop header at that place from an earlier attempt. */
  List<Shape> loopShapes(String place) {
    return loopShapes.getOrDefault(place, List.of());
  }

  /** Remembers what the header needs, and starts over. */
  Restart restartWith(String place, List<Shape> shapes) {
    loopShapes.put(place, shapes);
    return new Restart(Restart.Reason.SHAPES);
  }

  /** Whether it stands in the program's own method, and not in what that one calls. */
  boolean inProgram() {
    return calls.size() == 1;
  }

  /** Whether the method comes from the source file of the program. */
  boolean isOfProgramFile(MethodBody body) {
    return calls.isEmpty() || calls.getLast().body().owner().file().equals(body.owner().file());
  }

  List<Result> only(Operand value) {
    return List.of(new Result(emitter.block(), value));
  }

  /** Calls a method: as a function of its own, or translated in place. */
  List<Result> call(MethodBody body, List<Operand> arguments, Frame caller, String place) {
    refuseRecursion(body);
    if (caller.lock() != null || !caller.open().isEmpty()) {
      // The kernel calls nothing while a lock is held, and a function's fault gives nothing back.
      return inline(body, arguments, caller, place);
    }
    return functions
        .call(this, body, arguments)
        .orElseGet(() -> inline(body, arguments, caller, place));
  }

  /**
   * Translates a method in the place of a call of it.
   *
   * @param arguments receiver first, if any
   * @param place where the call is, unique in this translation
   */
  List<Result> inline(MethodBody body, List<Operand> arguments, Frame caller, String place) {
    refuseRecursion(body);
    if (body.isSynchronized()) {
      throw new Refusal(
          "synchronized",
          body.shownName() + " is synchronized",
          "The kernel's locks lie in the entries of hash maps and arrays.",
          "Write synchronized (entry) { ... } around what belongs together.");
    }
    if (body.steps().isEmpty()) {
      throw new Refusal(
          "no-body",
          body.shownName() + " has no body",
          "It is abstract or native.",
          "Call a static method that is written in Java.");
    }
    Frame start = new Frame(body.maxLocals());
    start.lock(caller.lock());
    start.open(caller.open());
    int slot = 0;
    for (Operand argument : arguments) {
      Operand settled = Merging.settled(emitter, argument);
      start.setLocal(slot, settled);
      slot += settled.wide() ? 2 : 1;
    }
    int line = emitter.line();
    calls.push(new Call(body, caller));
    List<Result> results =
        new MethodTranslator(this, body, place + "/" + body.shownName()).translate(start);
    calls.pop();
    emitter.held(caller.lock());
    emitter.opened(caller.open());
    emitter.line(line);
    return results;
  }

  private void refuseRecursion(MethodBody body) {
    List<String> cycle = new ArrayList<>();
    boolean found = false;
    for (Iterator<Call> outward = calls.iterator(); outward.hasNext() && !found; ) {
      MethodBody called = outward.next().body();
      cycle.addFirst(called.shownName());
      found =
          called.owner() == body.owner()
              && called.name().equals(body.name())
              && called.type().equals(body.type());
    }
    if (found || calls.size() >= DEEPEST_CALL) {
      cycle.add(body.shownName());
      throw new Refusal(
          "recursion",
          "these methods call each other in a circle: " + String.join(" -> ", cycle),
          "A kernel program's stack is 512 bytes and its end must be provable.",
          "Write a loop with a bound.");
    }
  }

  /** Whether an object made at {@code site} can still be reached from a frame under way. */
  boolean reaches(Frame current, String site) {
    return holds(current, site) || calls.stream().anyMatch(call -> holds(call.caller(), site));
  }

  /** Refuses to make something where what was made there before is still in use. */
  void requireUnused(Frame current, String site, String what) {
    if (reaches(current, site)) {
      throw new Refusal(
          "escape",
          "the %s of an earlier turn of this loop is still in use".formatted(what),
          "One piece of stack stands for all that this place makes.",
          "Copy what is needed of it into local variables.");
    }
  }

  private static boolean holds(Frame frame, String site) {
    return frame.operands().stream().anyMatch(operand -> operand.shape().madeAt().contains(site));
  }

  /**
   * The operand, checked for null as the JVM does; everything in the frame that is the same thing
   * is known not to be null afterwards.
   */
  Operand requireNotNull(Frame frame, Operand operand) {
    if (operand.shape() instanceof Shape.Null) {
      throw ended(FaultKind.NULL_POINTER);
    }
    if (!operand.maybeNull()) {
      return operand;
    }
    Value witness = operand.values().getFirst();
    List<Resource> open = frame.open();
    emitter.opened(Resource.known(open, witness, Resource.Presence.NONE));
    emitter.faultIf(Condition.EQ, witness, emitter.zero(witness.type()), FaultKind.NULL_POINTER);
    frame.open(Resource.known(open, witness, Resource.Presence.SURE));
    emitter.opened(frame.open());
    frame.refineNotNull(operand);
    return operand.notNull();
  }

  static Map<String, List<Shape>> noLoopShapes() {
    return new HashMap<>();
  }
}
