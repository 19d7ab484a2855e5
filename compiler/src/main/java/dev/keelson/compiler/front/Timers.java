package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.MapType;
import dev.keelson.object.layout.DataType;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A {@code Timer} in an entry of a map. Its action is a function of its own, of the map, the key
 * and the entry; the kernel calls it when nobody waits for it, so that it takes nothing along and
 * its faults are its own. That it gives back an {@code I32} tells it from what a helper calls.
 */
final class Timers {
  private static final String TIMER = "dev.keelson.program.Timer";

  /** {@code CLOCK_MONOTONIC}, include/uapi/linux/time.h: that of {@code Kernel.nanoTime}. */
  private static final long MONOTONIC = 1;

  private final Translation translation;
  private final Emitter emitter;

  Timers(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  static boolean isTimer(String className) {
    return className.equals(TIMER);
  }

  static StructType struct() {
    return new StructType(TIMER, false, DataType.TIMER);
  }

  /** Whether such a struct has a timer, itself or in a part of it. */
  static boolean isIn(DataType type) {
    return type.equals(DataType.TIMER)
        || switch (type) {
          case DataType.Scalar _ -> false;
          case DataType.Array array -> isIn(array.element());
          case DataType.Struct struct ->
              struct.members().stream().anyMatch(member -> isIn(member.type()));
          case DataType.Choice choice -> choice.alternatives().stream().anyMatch(Timers::isIn);
        };
  }

  private static boolean isIn(MapInfo map) {
    return map.value().filter(value -> isIn(value.dataType())).isPresent();
  }

  /** Refuses a map with timers where the kernel does. */
  static void requireAllowed(Translation translation, MapInfo map) {
    if (!isIn(map)) {
      return;
    }
    if (!Set.of(MapType.HASH, MapType.LRU_HASH, MapType.ARRAY).contains(map.type())) {
      throw new Refusal(
          "timer-map",
          "the values of %s have a timer".formatted(map.name()),
          "The kernel has timers in hash maps and arrays that all CPUs share.",
          "Declare it with Maps.hash, Maps.lruHash or Maps.array.");
    }
    if (Locks.mayInterrupt(translation.point())) {
      throw new Refusal(
          "timer-program",
          "a program of this kind uses %s, whose values have a timer".formatted(map.name()),
          "Probes, classic and raw tracepoints and perf events may interrupt a timer being"
              + " started.",
          "Use @BtfTracepoint, @Fentry, or a packet or syscall program.");
    }
  }

  /** Refuses to copy an entry with its timer. */
  static void requireMade(MapInfo map, Operand value) {
    if (value.shape() instanceof Shape.Instance instance
        && instance.sites().isEmpty()
        && isIn(map)) {
      throw new Refusal(
          "timer-map",
          "an entry with a timer is copied into %s".formatted(map.name()),
          "A timer belongs to the one entry it was started in.",
          "Put a new %s, and set its fields.".formatted(instance.type().simpleName()));
    }
  }

  /**
   * Calls a method.
   *
   * @param place where the call is, unique in this translation
   */
  Operand call(Operand timer, String name, List<Operand> arguments, Frame frame, String place) {
    Shape.Instance shape = (Shape.Instance) timer.shape();
    if (shape.context() || shape.sites().stream().anyMatch(site -> !site.startsWith("."))) {
      throw new Refusal(
          "timer",
          "a timer is used that lies in no map",
          "The kernel keeps a timer as long as the entry that it is in.",
          "Put the object into a map, get it from there, and start the timer of that one.");
    }
    return switch (name) {
      case "start" -> start(timer, arguments, frame, place);
      case "restart" -> begin(timer, arguments.getFirst());
      case "cancel" -> {
        Value result = emitter.call(Helper.TIMER_CANCEL, Type.I64, timer.value());
        yield Operand.number(emitter.compare(Condition.EQ, result, emitter.int64(1)));
      }
      default ->
          throw new Refusal(
              "timer",
              "%s of a timer is called".formatted(name),
              "That method is for tests on the JVM.",
              "Use start, restart or cancel.");
    };
  }

  private Operand start(Operand timer, List<Operand> arguments, Frame frame, String place) {
    if (!(arguments.get(0).shape() instanceof Shape.MapReference(MapInfo map)) || !isIn(map)) {
      throw new Refusal(
          "timer",
          "a timer is started with something other than the map that it is in",
          "The kernel looks the entry up there when the time is over.",
          "Write: entry.timer.start(ENTRIES, nanos, (key, entry) -> ...);");
    }
    requireAllowed(translation, map);
    Operand lambda = Lambdas.known(translation, arguments.get(2), frame);
    String function = function(map, lambda, place);
    // Fails when it is there already, which is as good.
    emitter.call(
        Helper.TIMER_INIT,
        Type.I64,
        timer.value(),
        emitter.mapAddress(map.name()),
        emitter.int64(MONOTONIC));
    emitter.call(
        Helper.TIMER_SET_CALLBACK,
        Type.I64,
        timer.value(),
        emitter.emit(new Op.FunctionAddress(function), Type.POINTER));
    return begin(timer, arguments.get(1));
  }

  private Operand begin(Operand timer, Operand delay) {
    Value result =
        emitter.call(
            Helper.TIMER_START,
            Type.I64,
            timer.value(),
            new Arithmetic(emitter).number(Merging.settled(emitter, delay), Type.I64),
            emitter.int64(0));
    return Operand.number(emitter.compare(Condition.EQ, result, emitter.int64(0)));
  }

  /** Translates the action; the name of its function. */
  private String function(MapInfo map, Operand lambda, String place) {
    List<OptionalLong> constants = lambda.values().stream().map(emitter::constant).toList();
    if (constants.stream().anyMatch(OptionalLong::isEmpty)) {
      throw new Refusal(
          "timer-action",
          "the action of a timer uses a variable of the method around it",
          "It runs when that method is over, and takes nothing along.",
          "Keep what it needs in the entry, which it is given.");
    }
    Functions functions = translation.functions();
    String name = functions.nameOfCallback(place, ((Shape.Lambda) lambda.shape()).body());
    Map<String, List<Shape>> loopShapes = Translation.noLoopShapes();
    Function function = null;
    while (function == null) {
      try {
        function = attempt(name, map, lambda, constants, loopShapes, place);
      } catch (Translation.Restart restart) {
        switch (restart.reason()) {
          case SHAPES -> {
            // Kept in loopShapes.
          }
          case CONTEXT ->
              throw new Refusal(
                  "timer-action",
                  "the action of a timer uses what the program was called with",
                  "It runs when the program is over, for no event and no packet.",
                  "Keep what it needs in the entry, which it is given.");
          case WRITES -> throw restart;
        }
      }
    }
    functions.add(function);
    return name;
  }

  private Function attempt(
      String name,
      MapInfo map,
      Operand lambda,
      List<OptionalLong> constants,
      Map<String, List<Shape>> loopShapes,
      String place) {
    List<Type> types = List.of(Type.POINTER, Type.POINTER, Type.POINTER);
    Function function = new Function(name, types, Type.I32);
    Emitter inner = new Emitter(function);
    inner.line(emitter.line());
    List<Value> parameters = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      parameters.add(inner.emit(new Op.Parameter(i), types.get(i)));
    }
    List<Value> captured = new ArrayList<>();
    for (int i = 0; i < constants.size(); i++) {
      Op constant = new Op.Const(constants.get(i).getAsLong());
      captured.add(inner.emit(constant, lambda.values().get(i).type()));
    }
    Room room = translation.functions().roomOfFunction(inner, name);
    Translation inside = translation.within(inner, room, Optional.empty(), loopShapes);
    Operand key = Callbacks.entry(inside, parameters.get(1), map.key().orElseThrow(), place);
    Operand entry = Callbacks.entry(inside, parameters.get(2), map.value().orElseThrow(), place);
    Operand own = new Operand(lambda.shape(), captured);
    List<Operand> given = List.of(key, entry);
    for (Result end :
        new Lambdas(inside).call(own, given, ConstantDescs.CD_void, new Frame(0), place)) {
      inner.at(end.block());
      inner.returns(List.of(inner.int32(0)));
    }
    translation.compilation().use(room);
    Functions.removeUnreachable(function);
    return function;
  }
}
