package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lambdas that a helper calls: a function of its own, and a piece of the caller's stack with what
 * it has captured.
 *
 * <pre>
 *   captured:  | status | value | value | ...    8 bytes each
 *   function(index, captured):  body;  return 0 to go on, 1 to stop
 *   status:  not 0 after the body came to a fault
 * </pre>
 */
final class Callbacks {
  private static final int STATUS_BYTES = Long.BYTES;

  private final Translation translation;
  private final Emitter emitter;

  Callbacks(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  /** The function's body: gives 0 to go on or 1 to stop, as an I64. */
  private interface Body {
    List<Result> translate(Translation inside, List<Value> parameters, Operand lambda);
  }

  /** A made function, and the captured values as it expects them. */
  private record Prepared(Value function, Value captured) {}

  /** {@code Kernel.loop(times, body)}, or {@code loopWhile} when the body decides. */
  void loop(Operand times, Operand lambda, boolean decides, Frame frame, String place) {
    if (!translation.compilation().features().loopHelper()) {
      throw new Refusal(
          "loop",
          "Kernel.loop is called",
          "The target's kernel has no helper that calls a function again and again.",
          "Write a loop, or compile for Linux 5.17.");
    }
    Value count = new Arithmetic(emitter).number(times, Type.I32);
    Operand known = Lambdas.known(translation, lambda, frame);
    Emitter.Branches ways = emitter.branch(Condition.GT, count, emitter.int32(0));
    if (ways.yes() == null) {
      return;
    }
    emitter.at(ways.yes());
    Prepared prepared =
        prepare(
            known,
            List.of(Type.I64),
            (inside, parameters, own) -> {
              Value index = inside.emitter().unary(UnaryKind.TRUNC, parameters.getFirst());
              List<Result> ends =
                  new Lambdas(inside)
                      .call(
                          own,
                          List.of(Operand.number(index)),
                          decides ? ConstantDescs.CD_boolean : ConstantDescs.CD_void,
                          new Frame(0),
                          place);
              return decides ? stopUnless(inside, ends) : goOn(inside, ends);
            },
            place);
    Value turns =
        emitter.call(
            Helper.LOOP,
            Type.I64,
            emitter.unary(UnaryKind.SEXT32, count),
            prepared.function(),
            prepared.captured(),
            emitter.int64(0));
    // E2BIG: more than BPF_MAX_LOOPS turns, include/linux/bpf_verifier.h.
    emitter.faultIf(Condition.LT, turns, emitter.int64(0), FaultKind.LOOP_EXHAUSTED);
    finish(prepared, ways.no());
  }

  /** {@code map.forEach(body)}. */
  void forEach(MapInfo map, Operand lambda, Frame frame, String place) {
    Operand known = Lambdas.known(translation, lambda, frame);
    Prepared prepared =
        prepare(
            known,
            List.of(Type.POINTER, Type.POINTER, Type.POINTER),
            (inside, parameters, own) -> {
              Operand key = entry(inside, parameters.get(1), map.key().orElseThrow(), place);
              Operand value = entry(inside, parameters.get(2), map.value().orElseThrow(), place);
              return goOn(
                  inside,
                  new Lambdas(inside)
                      .call(own, List.of(key, value), ConstantDescs.CD_void, new Frame(0), place));
            },
            place);
    emitter.call(
        Helper.FOR_EACH_MAP_ELEM,
        Type.I64,
        emitter.mapAddress(map.name()),
        prepared.function(),
        prepared.captured(),
        emitter.int64(0));
    finish(prepared, null);
  }

  /** {@code ring.drain(body)}: how many records there were. */
  Operand drain(MapInfo ring, Operand lambda, Frame frame, String place) {
    Operand known = Lambdas.known(translation, lambda, frame);
    ValueType type = ring.value().orElseThrow();
    int size = type.dataType().sizeBytes();
    Prepared prepared =
        prepare(
            known,
            List.of(Type.POINTER),
            (inside, parameters, own) -> {
              Emitter at = inside.emitter();
              // User space may go on writing what it has sent: Java sees what it is now.
              Value copy = inside.room().take(size, ring.name());
              Value failed =
                  at.call(
                      Helper.DYNPTR_READ,
                      Type.I64,
                      copy,
                      at.int64(size),
                      parameters.getFirst(),
                      at.int64(0),
                      at.int64(0));
              Emitter.Branches ways = at.branch(Condition.EQ, failed, at.int64(0));
              at.at(ways.yes());
              Operand record = entry(inside, copy, type, place);
              List<Result> ends =
                  new ArrayList<>(
                      goOn(
                          inside,
                          new Lambdas(inside)
                              .call(
                                  own,
                                  List.of(record),
                                  ConstantDescs.CD_void,
                                  new Frame(0),
                                  place)));
              at.at(ways.no());
              new Rings(inside).countLost(); // it is shorter than what it should be
              ends.add(new Result(at.block(), Operand.number(at.int64(0))));
              return ends;
            },
            place);
    Value count =
        emitter.call(
            Helper.USER_RINGBUF_DRAIN,
            Type.I64,
            emitter.mapAddress(ring.name()),
            prepared.function(),
            prepared.captured(),
            emitter.int64(0));
    finish(prepared, null);
    return Operand.number(emitter.unary(UnaryKind.TRUNC, count));
  }

  /** What Java sees of the key or the entry that a function is called with. */
  static Operand entry(Translation inside, Value address, ValueType type, String place) {
    return type instanceof ValueType.Structured(StructType struct) && !struct.isRecord()
        ? Operand.of(new Shape.Instance(struct, false, false, java.util.Set.of()), address)
        : inside.memory().snapshot(address, 0, type, place);
  }

  private static List<Result> goOn(Translation inside, List<Result> ends) {
    return mapped(inside, ends, _ -> inside.emitter().int64(0));
  }

  private static List<Result> stopUnless(Translation inside, List<Result> ends) {
    Emitter at = inside.emitter();
    return mapped(
        inside,
        ends,
        end -> {
          Value goes = new Arithmetic(at).number(end.value(), Type.I32);
          Value stops = at.binary(BinaryKind.XOR, goes, at.int32(1));
          return at.unary(UnaryKind.ZEXT32, stops);
        });
  }

  private static List<Result> mapped(
      Translation inside, List<Result> ends, java.util.function.Function<Result, Value> result) {
    List<Result> mapped = new ArrayList<>();
    for (Result end : ends) {
      inside.emitter().at(end.block());
      Operand value = Operand.number(result.apply(end));
      mapped.add(new Result(inside.emitter().block(), value));
    }
    return mapped;
  }

  /** Where the helper is done: a fault of the body is one of the program. */
  private void finish(Prepared prepared, dev.keelson.compiler.ir.Block otherwise) {
    Value status = emitter.load(prepared.captured(), 0, Long.BYTES, false, false, Type.I64);
    emitter.faultIf(Condition.NE, status, emitter.int64(0), FaultKind.IN_CALLEE);
    if (otherwise != null) {
      dev.keelson.compiler.ir.Block join = emitter.newBlock();
      emitter.jump(join, List.of());
      emitter.at(otherwise);
      emitter.jump(join, List.of());
      emitter.at(join);
    }
  }

  private Prepared prepare(Operand lambda, List<Type> parameters, Body body, String place) {
    List<OptionalLong> constants = lambda.values().stream().map(emitter::constant).toList();
    Map<String, List<Shape>> loopShapes = Translation.noLoopShapes();
    Functions functions = translation.functions();
    String name = functions.nameOfCallback(place, ((Shape.Lambda) lambda.shape()).body());
    boolean takesContext = false;
    Function function = null;
    while (function == null) {
      try {
        function =
            attempt(
                new Function(name, withCaptured(parameters), Type.I64),
                lambda,
                constants,
                takesContext,
                body,
                loopShapes);
      } catch (Translation.Restart restart) {
        switch (restart.reason()) {
          case SHAPES -> {
            // Kept in loopShapes.
          }
          case CONTEXT -> takesContext = true;
          case WRITES -> throw restart;
        }
      }
    }
    functions.add(function);
    Value captured = capture(lambda, constants, takesContext);
    Value address = emitter.emit(new Op.FunctionAddress(name), Type.POINTER);
    return new Prepared(address, captured);
  }

  private static List<Type> withCaptured(List<Type> parameters) {
    List<Type> all = new ArrayList<>(parameters);
    all.add(Type.POINTER);
    return all;
  }

  private Value capture(Operand lambda, List<OptionalLong> constants, boolean takesContext) {
    List<Value> values = new ArrayList<>();
    if (takesContext) {
      values.add(translation.context());
    }
    for (int i = 0; i < constants.size(); i++) {
      if (constants.get(i).isEmpty()) {
        values.add(lambda.values().get(i));
      }
    }
    Lambdas.captured(lambda).forEach(this::hideContent);
    Value slot = emitter.stackSlot(STATUS_BYTES + values.size() * Long.BYTES, "captured");
    emitter.store(slot, 0, Long.BYTES, emitter.int64(0));
    for (int i = 0; i < values.size(); i++) {
      int size = values.get(i).type() == Type.I32 ? Integer.BYTES : Long.BYTES;
      emitter.store(slot, STATUS_BYTES + i * Long.BYTES, size, values.get(i));
    }
    return slot;
  }

  /**
   * What the verifier knows of an object on the stack it would follow from turn to turn, as far as
   * it changes; so it is made to forget.
   */
  private void hideContent(Operand captured) {
    if (!(captured.shape() instanceof Shape.Instance object)
        || object.nullable()
        || object.sites().isEmpty()) {
      return;
    }
    for (DataType.Member member : object.type().layout().members()) {
      if (member.type() instanceof DataType.Scalar kind) {
        Value old = translation.memory().load(captured.value(), member.offset(), kind).value();
        Value hidden = emitter.emit(new Op.Unary(UnaryKind.HIDE, old), old.type());
        emitter.store(captured.value(), member.offset(), kind.sizeBytes(), hidden);
      }
    }
  }

  private Function attempt(
      Function function,
      Operand lambda,
      List<OptionalLong> constants,
      boolean takesContext,
      Body body,
      Map<String, List<Shape>> loopShapes) {
    Emitter inner = new Emitter(function);
    inner.line(emitter.line());
    List<Value> parameters = new ArrayList<>();
    for (int i = 0; i < function.parameterTypes().size(); i++) {
      parameters.add(inner.emit(new Op.Parameter(i), function.parameterTypes().get(i)));
    }
    Value captured = parameters.getLast();
    int offset = STATUS_BYTES;
    Optional<Value> context = Optional.empty();
    if (takesContext) {
      context = Optional.of(inner.load(captured, offset, Long.BYTES, false, false, Type.POINTER));
      offset += Long.BYTES;
    }
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < constants.size(); i++) {
      Type type = lambda.values().get(i).type();
      if (constants.get(i).isPresent()) {
        values.add(inner.emit(new Op.Const(constants.get(i).getAsLong()), type));
      } else {
        int size = type == Type.I32 ? Integer.BYTES : Long.BYTES;
        values.add(inner.load(captured, offset, size, false, false, type));
        offset += Long.BYTES;
      }
    }
    Room room = translation.functions().roomOfFunction(inner, function.name());
    Translation inside = translation.within(inner, room, context, loopShapes);
    for (Result end : body.translate(inside, parameters, new Operand(lambda.shape(), values))) {
      inner.at(end.block());
      inner.returns(end.value().values());
    }
    translation.compilation().use(room);
    Functions.removeUnreachable(function);
    return function;
  }
}
