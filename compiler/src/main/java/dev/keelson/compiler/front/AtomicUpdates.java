package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.AtomicKind;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code updateAndGet} of an atomic number and its kin: the function is applied to what was there,
 * again and again until nobody else has changed it meanwhile.
 *
 * <pre>
 *   turn(before):  after = function(before)
 *                  seen = compare and exchange(before, after)
 *                  if seen == before: done, else turn(seen)
 * </pre>
 */
final class AtomicUpdates {
  private static final Set<String> METHODS =
      Set.of("updateAndGet", "getAndUpdate", "accumulateAndGet", "getAndAccumulate");

  /**
   * Turns where the kernel cannot stop a loop that runs for too long. Each turn but the last means
   * that another CPU was faster.
   */
  private static final int MOST_TURNS = 128;

  private final Translation translation;
  private final Emitter emitter;

  AtomicUpdates(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  /** Whether the method takes a function. */
  static boolean contains(String name) {
    return METHODS.contains(name);
  }

  /**
   * Calls the method.
   *
   * @param arguments the function; of the accumulating ones a number before it
   * @param place where the call is, unique in this translation
   */
  List<Result> call(
      Operand number, String name, List<Operand> arguments, Frame frame, String place) {
    String className = ((Shape.Instance) number.shape()).type().className();
    DataType.Scalar kind = AtomicNumbers.kind(className).orElseThrow();
    boolean wide = kind == DataType.Scalar.LONG;
    Type type = wide ? Type.I64 : Type.I32;
    boolean accumulates = name.contains("ccumulate");
    if (arguments.size() != (accumulates ? 2 : 1)) {
      throw Malformed.because(name + " of an atomic number with other parameters");
    }
    if (frame.lock() != null) {
      throw Locks.loop();
    }
    Operand lambda = Lambdas.known(translation, arguments.getLast(), frame);
    List<Operand> more = new ArrayList<>();
    if (accumulates) {
      Operand given = Merging.settled(emitter, arguments.getFirst());
      more.add(Operand.number(new Arithmetic(emitter).number(given, type)));
    }

    Value first = new OrderedAccess(translation).load(number.value(), 0, kind).value();
    boolean counted = !translation.compilation().features().mayGoto();
    Block turn = emitter.newBlock();
    Value before = emitter.parameterOf(turn, type);
    Value turns = counted ? emitter.parameterOf(turn, Type.I32) : null;
    emitter.jump(turn, counted ? List.of(first, emitter.int32(0)) : List.of(first));
    emitter.at(turn);
    if (counted) {
      Value most = emitter.int32(MOST_TURNS);
      emitter.faultIf(Condition.GE, turns, most, FaultKind.LOOP_EXHAUSTED);
    }
    List<Operand> given = new ArrayList<>(List.of(Operand.number(before)));
    given.addAll(more);
    ClassDesc returned = wide ? ConstantDescs.CD_long : ConstantDescs.CD_int;
    List<Result> done = new ArrayList<>();
    for (Result way : new Lambdas(translation).call(lambda, given, returned, frame, place)) {
      emitter.at(way.block());
      Operand settled = Merging.settled(emitter, way.value());
      Value after = new Arithmetic(emitter).number(settled, type);
      Op exchange =
          new Op.Atomic(
              AtomicKind.COMPARE_EXCHANGE,
              number.value(),
              0,
              kind.sizeBytes(),
              List.of(before, after));
      Value seen = emitter.emit(exchange, type);
      Emitter.Branches ways = emitter.branch(Condition.EQ, seen, before);
      done.add(new Result(ways.yes(), Operand.number(name.startsWith("getAnd") ? before : after)));
      emitter.at(ways.no());
      emitter.jump(
          turn,
          counted
              ? List.of(seen, emitter.binary(Op.BinaryKind.ADD, turns, emitter.int32(1)))
              : List.of(seen));
    }
    return done;
  }
}
