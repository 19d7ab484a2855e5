package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.AtomicKind;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code AtomicInteger} and {@code AtomicLong}: a struct of one number, {@code value}, and what
 * their methods do to it in one step.
 */
final class AtomicNumbers {
  private static final Map<String, DataType.Scalar> CLASSES =
      Map.of(
          "java.util.concurrent.atomic.AtomicInteger", DataType.Scalar.INT,
          "java.util.concurrent.atomic.AtomicLong", DataType.Scalar.LONG);

  private final Emitter emitter;
  private final Arithmetic arithmetic;
  private final OrderedAccess ordered;

  AtomicNumbers(Translation translation) {
    this.emitter = translation.emitter();
    this.arithmetic = new Arithmetic(emitter);
    this.ordered = new OrderedAccess(translation);
  }

  /** The number that an object of that class holds; empty for other classes. */
  static Optional<DataType.Scalar> kind(String className) {
    return Optional.ofNullable(CLASSES.get(className));
  }

  /** The struct of such a class. */
  static StructType struct(String className) {
    String name = className.substring(className.lastIndexOf('.') + 1);
    List<DataType.Declared> members =
        List.of(new DataType.Declared("value", CLASSES.get(className)));
    return new StructType(className, false, DataType.Struct.of(name, members));
  }

  /** The constructor: the memory is zero, unless a number is given. */
  void construct(Operand made, String className, List<Operand> arguments) {
    if (!arguments.isEmpty()) {
      DataType.Scalar kind = CLASSES.get(className);
      Value first = number(arguments.getFirst(), kind);
      emitter.store(made.value(), 0, kind.sizeBytes(), first);
    }
  }

  /** What a method of the object gives; {@code UNSET} for nothing. */
  Operand call(Operand object, StructType type, String name, List<Operand> arguments) {
    DataType.Scalar kind = CLASSES.get(type.className());
    Value at = object.value();
    if (arguments.size() != arity(name)) {
      throw unknown(type, name);
    }
    List<Value> given = arguments.stream().map(one -> number(one, kind)).toList();
    return switch (name) {
      case "get", "getAcquire" -> ordered.load(at, 0, kind);
      case "getPlain", "getOpaque" -> plain(at, kind);
      case "intValue" -> narrowed(ordered.load(at, 0, kind), kind);
      case "longValue" -> widened(ordered.load(at, 0, kind), kind);
      case "set" -> {
        ordered.store(at, 0, kind, given.getFirst());
        yield Operand.UNSET;
      }
      case "lazySet", "setRelease" -> {
        ordered.release(at, 0, kind, given.getFirst());
        yield Operand.UNSET;
      }
      case "setPlain", "setOpaque" -> {
        emitter.store(at, 0, kind.sizeBytes(), given.getFirst());
        yield Operand.UNSET;
      }
      case "getAndSet" -> Operand.number(step(AtomicKind.EXCHANGE, at, kind, given));
      case "getAndAdd" -> Operand.number(step(AtomicKind.ADD, at, kind, given));
      case "addAndGet" -> changed(at, kind, given.getFirst());
      case "getAndIncrement" ->
          Operand.number(step(AtomicKind.ADD, at, kind, List.of(constant(kind, 1))));
      case "incrementAndGet" -> changed(at, kind, constant(kind, 1));
      case "getAndDecrement" ->
          Operand.number(step(AtomicKind.ADD, at, kind, List.of(constant(kind, -1))));
      case "decrementAndGet" -> changed(at, kind, constant(kind, -1));
      case "compareAndSet",
          "weakCompareAndSet",
          "weakCompareAndSetPlain",
          "weakCompareAndSetVolatile",
          "weakCompareAndSetAcquire",
          "weakCompareAndSetRelease" -> {
        Value old = step(AtomicKind.COMPARE_EXCHANGE, at, kind, given);
        yield Operand.number(emitter.compare(Condition.EQ, old, given.getFirst()));
      }
      case "compareAndExchange", "compareAndExchangeAcquire", "compareAndExchangeRelease" ->
          Operand.number(step(AtomicKind.COMPARE_EXCHANGE, at, kind, given));
      default -> throw unknown(type, name);
    };
  }

  private static int arity(String name) {
    if (name.contains("ompareAnd")) {
      return 2;
    }
    return name.contains("set")
            || name.contains("Set")
            || name.contains("ddAnd")
            || name.endsWith("Add")
        ? 1
        : 0;
  }

  private static Refusal unknown(StructType type, String name) {
    return new Refusal(
        "atomic",
        "%s of an %s is called".formatted(name, type.simpleName()),
        "The kernel adds, exchanges, and compares and exchanges in one step.",
        "Use get, set, getAndAdd, compareAndSet, updateAndGet and their kin.");
  }

  private Operand plain(Value at, DataType.Scalar kind) {
    Type type = kind == DataType.Scalar.LONG ? Type.I64 : Type.I32;
    return Operand.number(emitter.load(at, 0, kind.sizeBytes(), false, false, type));
  }

  private Operand changed(Value at, DataType.Scalar kind, Value by) {
    Value old = step(AtomicKind.ADD, at, kind, List.of(by));
    return Operand.number(emitter.binary(BinaryKind.ADD, old, by));
  }

  private Value step(AtomicKind step, Value at, DataType.Scalar kind, List<Value> values) {
    return emitter.emit(
        new Op.Atomic(step, at, 0, kind.sizeBytes(), values), values.getFirst().type());
  }

  private Value constant(DataType.Scalar kind, int number) {
    return kind == DataType.Scalar.LONG ? emitter.int64(number) : emitter.int32(number);
  }

  private Value number(Operand operand, DataType.Scalar kind) {
    Operand settled = Merging.settled(emitter, operand);
    return arithmetic.number(settled, kind == DataType.Scalar.LONG ? Type.I64 : Type.I32);
  }

  private Operand narrowed(Operand number, DataType.Scalar kind) {
    return kind == DataType.Scalar.LONG
        ? Operand.number(emitter.unary(Op.UnaryKind.TRUNC, number.value()))
        : number;
  }

  private Operand widened(Operand number, DataType.Scalar kind) {
    return kind == DataType.Scalar.INT
        ? Operand.number(emitter.unary(Op.UnaryKind.SEXT32, number.value()))
        : number;
  }
}
