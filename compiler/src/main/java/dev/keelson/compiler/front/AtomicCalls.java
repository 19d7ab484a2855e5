package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.AtomicKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Operations of a {@code VarHandle} of a field. The kernel's that change it in one step are full
 * barriers, which is what Java asks of the volatile forms and more than it asks of the others.
 */
final class AtomicCalls {
  private static final Set<String> ACCESSES =
      Set.of(
          "get",
          "getOpaque",
          "getVolatile",
          "getAcquire",
          "set",
          "setOpaque",
          "setVolatile",
          "setRelease");

  private final Translation translation;
  private final Emitter emitter;
  private final Frame frame;
  private final Shape.FieldHandle handle;
  private final String name;

  AtomicCalls(Translation translation, Frame frame, Shape.FieldHandle handle, String name) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.frame = frame;
    this.handle = handle;
    this.name = name;
  }

  /** Where the field is. */
  private record Place(Value address, int offset, DataType.Scalar kind) {
    Type type() {
      return kind == DataType.Scalar.LONG ? Type.I64 : Type.I32;
    }
  }

  /** The call's result; {@code UNSET} where the program does not ask for one. */
  Operand call(List<Operand> arguments, ClassDesc returned) {
    if (kind().isEmpty() && !ACCESSES.contains(name)) {
      throw unknown();
    }
    List<Operand> given = new ArrayList<>(arguments);
    Place place = handle.isStatic() ? staticPlace() : placeIn(given);
    List<Value> values = given.stream().map(one -> value(one, place.type())).toList();
    Operand result = result(place, values, returned.descriptorString().equals("Z"));
    boolean dropped = returned.descriptorString().equals("V");
    String descriptor =
        switch (result.shape()) {
          case Shape.Primitive(Type type) when type == Type.I64 -> "J";
          case Shape.Primitive _ -> succeeds() ? "Z" : "I";
          default -> "V";
        };
    if (!dropped && !returned.descriptorString().equals(descriptor)) {
      throw mistyped();
    }
    return dropped ? Operand.UNSET : result;
  }

  private Operand result(Place place, List<Value> values, boolean asked) {
    OrderedAccess ordered = new OrderedAccess(translation);
    Optional<AtomicKind> kind = kind();
    int arity = kind.map(AtomicKind::arity).orElse(name.startsWith("get") ? 0 : 1);
    if (values.size() != arity) {
      throw mistyped();
    }
    if (kind.isEmpty()) {
      switch (name) {
        case "get", "getOpaque" -> {
          return translation.memory().load(place.address(), place.offset(), place.kind());
        }
        case "getVolatile", "getAcquire" -> {
          return ordered.load(place.address(), place.offset(), place.kind());
        }
        case "set", "setOpaque" ->
            emitter.store(
                place.address(), place.offset(), place.kind().sizeBytes(), values.getFirst());
        case "setVolatile" ->
            ordered.store(place.address(), place.offset(), place.kind(), values.getFirst());
        case "setRelease" ->
            ordered.release(place.address(), place.offset(), place.kind(), values.getFirst());
        default -> throw unknown();
      }
      return Operand.UNSET;
    }
    Value old =
        emitter.emit(
            new Op.Atomic(
                kind.get(), place.address(), place.offset(), place.kind().sizeBytes(), values),
            place.type());
    return Operand.number(
        succeeds() && asked ? emitter.compare(Condition.EQ, old, values.getFirst()) : old);
  }

  /** Whether it tells that it succeeded, and not what was there. */
  private boolean succeeds() {
    return name.startsWith("compareAndSet") || name.startsWith("weakCompareAndSet");
  }

  private Optional<AtomicKind> kind() {
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

  private Place staticPlace() {
    StaticFields.Place place =
        new StaticFields(translation)
            .place(handle.className(), handle.field())
            .filter(one -> isChangedInOneStep(one.kind()))
            .orElseThrow(this::mistyped);
    return new Place(place.address(), 0, place.kind());
  }

  /** Takes the object from the arguments. */
  private Place placeIn(List<Operand> arguments) {
    if (arguments.isEmpty()) {
      throw mistyped();
    }
    Operand object = translation.requireNotNull(frame, arguments.removeFirst());
    if (!(object.shape() instanceof Shape.Instance instance)
        || !instance.type().className().equals(handle.className())
        || instance.context()) {
      throw new Refusal(
          "atomic",
          "%s of %s.%s is called on something else".formatted(name, simple(), handle.field()),
          "Only objects in maps and the program's own are changed in one step.",
          "Get the %s from a map.".formatted(simple()));
    }
    return instance.type().layout().members().stream()
        .filter(one -> one.name().equals(handle.field()) && isChangedInOneStep(one.type()))
        .findFirst()
        .map(one -> new Place(object.value(), one.offset(), (DataType.Scalar) one.type()))
        .orElseThrow(this::mistyped);
  }

  private static boolean isChangedInOneStep(DataType type) {
    return type == DataType.Scalar.INT || type == DataType.Scalar.LONG;
  }

  private Value value(Operand operand, Type type) {
    Operand settled = Merging.settled(emitter, operand);
    if (!(settled.shape() instanceof Shape.Primitive(Type given))
        || (given == Type.I64 && type == Type.I32)) {
      throw mistyped();
    }
    return given == type ? settled.value() : emitter.unary(UnaryKind.SEXT32, settled.value());
  }

  private String simple() {
    return handle
        .className()
        .substring(
            Math.max(handle.className().lastIndexOf('.'), handle.className().lastIndexOf('$')) + 1);
  }

  private Refusal mistyped() {
    return new Refusal(
        "atomic",
        "the types of %s are not those of %s.%s".formatted(name, simple(), handle.field()),
        "The kernel changes an int or a long in one step, and nothing converts what was there.",
        "Write: long before = (long) COUNT.getAndAdd(entry, 1L); for a field that is a long.");
  }

  private Refusal unknown() {
    return new Refusal(
        "atomic",
        "%s of %s.%s is called".formatted(name, simple(), handle.field()),
        "That method of a VarHandle is none that reads or changes a number.",
        "Use get, set, getAndAdd, getAndSet, compareAndSet and their kin.");
  }
}
