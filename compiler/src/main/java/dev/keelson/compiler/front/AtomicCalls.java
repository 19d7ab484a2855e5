package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.AtomicKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Optional;

/**
 * Operations of a {@code VarHandle} that change a field in one step. The kernel's are full
 * barriers, which is what Java asks of the volatile forms and more than it asks of the others.
 */
final class AtomicCalls {
  private final Translation translation;
  private final Emitter emitter;
  private final Frame frame;

  AtomicCalls(Translation translation, Frame frame) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.frame = frame;
  }

  /** The call's result; {@code UNSET} where the program does not ask for one. */
  Operand call(Shape.FieldHandle handle, String name, List<Operand> arguments, ClassDesc returned) {
    AtomicKind kind = kind(name).orElseThrow(() -> unordered(handle, name));
    if (arguments.size() != kind.arity() + 1) {
      throw mistyped(handle, name);
    }
    Operand object = translation.requireNotNull(frame, arguments.getFirst());
    if (!(object.shape() instanceof Shape.Instance instance)
        || !instance.type().className().equals(handle.className())
        || instance.context()) {
      throw new Refusal(
          "atomic",
          "%s of %s.%s is called on something else".formatted(name, simple(handle), handle.field()),
          "Only objects in maps and the program's own are changed in one step.",
          "Get the %s from a map.".formatted(simple(handle)));
    }
    DataType.Member member = member(handle, name, instance.type());
    boolean wide = member.type() == DataType.Scalar.LONG;
    boolean succeeds = kind == AtomicKind.COMPARE_EXCHANGE && !name.startsWith("compareAndEx");
    String result = succeeds ? "Z" : wide ? "J" : "I";
    if (!returned.descriptorString().equals("V") && !returned.descriptorString().equals(result)) {
      throw mistyped(handle, name);
    }
    Type type = wide ? Type.I64 : Type.I32;
    List<Value> values =
        arguments.stream().skip(1).map(one -> value(one, type, handle, name)).toList();
    Value old =
        emitter.emit(
            new Op.Atomic(kind, object.value(), member.offset(), member.type().sizeBytes(), values),
            type);
    if (returned.descriptorString().equals("V")) {
      return Operand.UNSET;
    }
    return Operand.number(succeeds ? emitter.compare(Condition.EQ, old, values.getFirst()) : old);
  }

  private static Optional<AtomicKind> kind(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "getAndAdd", "getAndAddAcquire", "getAndAddRelease" -> AtomicKind.ADD;
          case "getAndSet", "getAndSetAcquire", "getAndSetRelease" -> AtomicKind.EXCHANGE;
          case "getAndBitwiseOr", "getAndBitwiseOrAcquire", "getAndBitwiseOrRelease" ->
              AtomicKind.OR;
          case "getAndBitwiseAnd", "getAndBitwiseAndAcquire", "getAndBitwiseAndRelease" ->
              AtomicKind.AND;
          case "getAndBitwiseXor", "getAndBitwiseXorAcquire", "getAndBitwiseXorRelease" ->
              AtomicKind.XOR;
          case "compareAndSet",
              "weakCompareAndSet",
              "weakCompareAndSetPlain",
              "weakCompareAndSetAcquire",
              "weakCompareAndSetRelease",
              "compareAndExchange",
              "compareAndExchangeAcquire",
              "compareAndExchangeRelease" ->
              AtomicKind.COMPARE_EXCHANGE;
          default -> null;
        });
  }

  private static DataType.Member member(Shape.FieldHandle handle, String name, StructType type) {
    return type.layout().members().stream()
        .filter(one -> one.name().equals(handle.field()))
        .filter(one -> one.type() == DataType.Scalar.INT || one.type() == DataType.Scalar.LONG)
        .findFirst()
        .orElseThrow(() -> mistyped(handle, name));
  }

  private Value value(Operand operand, Type type, Shape.FieldHandle handle, String name) {
    if (!(operand.shape() instanceof Shape.Primitive(Type given))
        || (given == Type.I64 && type == Type.I32)) {
      throw mistyped(handle, name);
    }
    return given == type ? operand.value() : emitter.unary(UnaryKind.SEXT32, operand.value());
  }

  private static String simple(Shape.FieldHandle handle) {
    return handle
        .className()
        .substring(
            Math.max(handle.className().lastIndexOf('.'), handle.className().lastIndexOf('$')) + 1);
  }

  private static Refusal mistyped(Shape.FieldHandle handle, String name) {
    return new Refusal(
        "atomic",
        "the types of %s are not those of %s.%s".formatted(name, simple(handle), handle.field()),
        "The kernel changes an int or a long in one step, and nothing converts what was there.",
        "Write: long before = (long) COUNT.getAndAdd(entry, 1L); for a field that is a long.");
  }

  private static Refusal unordered(Shape.FieldHandle handle, String name) {
    return new Refusal(
        "atomic",
        "%s of %s.%s is called".formatted(name, simple(handle), handle.field()),
        "What reads and writes in one step is ordered; loads and stores of a program are not.",
        "Read with getAndAdd(entry, 0) and write with getAndSet, or use the field itself.");
  }
}
