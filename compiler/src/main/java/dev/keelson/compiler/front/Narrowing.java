package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.lang.constant.ClassDesc;

/**
 * What the JVM does to an int where it becomes a narrower type: a method's result, a field (JVMS
 * 6.5, ireturn, putfield and putstatic). javac has done it before; other makers of class files need
 * not.
 */
final class Narrowing {
  private Narrowing() {}

  /** An operand as one of {@code type}; it is the same when the type is not narrower than int. */
  static Operand of(Emitter emitter, Operand operand, ClassDesc type) {
    if (!operand.shape().equals(new Shape.Primitive(Type.I32))) {
      return operand;
    }
    Value value = operand.value();
    return switch (type.descriptorString()) {
      case "Z" -> Operand.number(emitter.binary(BinaryKind.AND, value, emitter.int32(1)));
      case "B" -> Operand.number(emitter.unary(UnaryKind.SEXT8, value));
      case "S" -> Operand.number(emitter.unary(UnaryKind.SEXT16, value));
      case "C" -> Operand.number(emitter.unary(UnaryKind.ZEXT16, value));
      default -> operand;
    };
  }
}
