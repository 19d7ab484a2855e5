package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Static methods of {@code java.lang} that are a few instructions in the kernel. */
final class Intrinsics {
  /** Emits the instructions; gives the result. */
  interface Lowering {
    Operand lower(Emitter emitter, List<Value> arguments);
  }

  private static final Map<String, Lowering> TABLE = table();

  private Intrinsics() {}

  /**
   * @param owner internal name, with slashes
   */
  static Optional<Lowering> find(String owner, String name, String descriptor) {
    return Optional.ofNullable(TABLE.get(owner + "." + name + descriptor));
  }

  private static Map<String, Lowering> table() {
    Map<String, Lowering> table = new HashMap<>();
    for (String type : List.of("I", "J")) {
      String box = type.equals("I") ? "java/lang/Integer." : "java/lang/Long.";
      String math = "java/lang/Math.";
      String two = "(" + type + type + ")";
      String one = "(" + type + ")";
      for (String owner : List.of(box, math)) {
        table.put(owner + "min" + two + type, choice(Condition.LE));
        table.put(owner + "max" + two + type, choice(Condition.GE));
      }
      table.put(math + "abs" + one + type, Intrinsics::abs);
      table.put(box + "sum" + two + type, binary(BinaryKind.ADD));
      table.put(box + "compare" + two + "I", ordering(false));
      table.put(box + "compareUnsigned" + two + "I", ordering(true));
      table.put(box + "signum" + one + "I", Intrinsics::signum);
      table.put(box + "reverseBytes" + one + type, unary(UnaryKind.BSWAP));
      table.put(box + "divideUnsigned" + two + type, division(BinaryKind.UDIV));
      table.put(box + "remainderUnsigned" + two + type, division(BinaryKind.UREM));
    }
    table.put("java/lang/Integer.toUnsignedLong(I)J", unary(UnaryKind.ZEXT32));
    table.put(
        "java/lang/Byte.toUnsignedInt(B)I",
        (emitter, arguments) -> masked(emitter, arguments.getFirst(), 0xff));
    table.put("java/lang/Short.toUnsignedInt(S)I", unary(UnaryKind.ZEXT16));
    table.put("java/lang/Math.floorMod(II)I", floorMod());
    table.put("java/lang/Math.floorMod(JJ)J", floorMod());
    return Map.copyOf(table);
  }

  private static Operand masked(Emitter emitter, Value value, int mask) {
    return Operand.number(emitter.binary(BinaryKind.AND, value, emitter.int32(mask)));
  }

  private static Lowering choice(Condition condition) {
    return (emitter, arguments) -> {
      Value left = arguments.get(0);
      Value right = arguments.get(1);
      return Operand.number(emitter.select(condition, left, right, left, right));
    };
  }

  private static Operand abs(Emitter emitter, List<Value> arguments) {
    Value value = arguments.getFirst();
    Value negated = emitter.unary(UnaryKind.NEG, value);
    return Operand.number(
        emitter.select(Condition.LT, value, emitter.zero(value.type()), negated, value));
  }

  private static Operand signum(Emitter emitter, List<Value> arguments) {
    Value value = arguments.getFirst();
    return Operand.of(new Shape.Ordering(value.type(), false), value, emitter.zero(value.type()));
  }

  private static Lowering binary(BinaryKind kind) {
    return (emitter, arguments) ->
        Operand.number(emitter.binary(kind, arguments.get(0), arguments.get(1)));
  }

  private static Lowering division(BinaryKind kind) {
    return (emitter, arguments) ->
        Operand.number(emitter.divide(kind, arguments.get(0), arguments.get(1)));
  }

  /** A remainder of the divisor's sign: the divisor is added where the signs differ. */
  private static Lowering floorMod() {
    return (emitter, arguments) -> {
      Value divisor = arguments.get(1);
      Value remainder = emitter.divide(BinaryKind.REM, arguments.get(0), divisor);
      Value zero = emitter.zero(divisor.type());
      Value signs = emitter.binary(BinaryKind.XOR, remainder, divisor);
      Value moved = emitter.binary(BinaryKind.ADD, remainder, divisor);
      Value other = emitter.select(Condition.LT, signs, zero, moved, remainder);
      return Operand.number(emitter.select(Condition.EQ, remainder, zero, remainder, other));
    };
  }

  private static Lowering unary(UnaryKind kind) {
    return (emitter, arguments) -> Operand.number(emitter.unary(kind, arguments.getFirst()));
  }

  private static Lowering ordering(boolean unsigned) {
    return (_, arguments) -> {
      Type type = arguments.getFirst().type();
      return Operand.of(new Shape.Ordering(type, unsigned), arguments.get(0), arguments.get(1));
    };
  }
}
