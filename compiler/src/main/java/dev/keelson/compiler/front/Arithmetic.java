package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConvertInstruction;

/** Arithmetic and conversions of {@code int} and {@code long}, exactly as Java has them. */
final class Arithmetic {
  private final Emitter emitter;

  Arithmetic(Emitter emitter) {
    this.emitter = emitter;
  }

  /** The value of a number of that type. */
  Value number(Operand operand, Type type) {
    if (operand.broken()) {
      return emitter.unknown(type);
    }
    Operand settled = Merging.settled(emitter, operand);
    if (settled.shape() instanceof Shape.Primitive(Type found) && found == type) {
      return settled.value();
    }
    if (settled.shape() instanceof Shape.Unusable(String reason, String _)) {
      throw Malformed.because("a number is read from " + reason);
    }
    throw Malformed.because("arithmetic on " + settled.shape());
  }

  void operator(Opcode opcode, Frame frame) {
    switch (opcode) {
      case IADD -> binary(BinaryKind.ADD, Type.I32, frame);
      case ISUB -> binary(BinaryKind.SUB, Type.I32, frame);
      case IMUL -> binary(BinaryKind.MUL, Type.I32, frame);
      case IDIV -> divide(BinaryKind.DIV, Type.I32, frame);
      case IREM -> divide(BinaryKind.REM, Type.I32, frame);
      case IAND -> binary(BinaryKind.AND, Type.I32, frame);
      case IOR -> binary(BinaryKind.OR, Type.I32, frame);
      case IXOR -> binary(BinaryKind.XOR, Type.I32, frame);
      case ISHL -> shift(BinaryKind.SHL, Type.I32, frame);
      case ISHR -> shift(BinaryKind.SHR, Type.I32, frame);
      case IUSHR -> shift(BinaryKind.USHR, Type.I32, frame);
      case INEG -> negate(Type.I32, frame);
      case LADD -> binary(BinaryKind.ADD, Type.I64, frame);
      case LSUB -> binary(BinaryKind.SUB, Type.I64, frame);
      case LMUL -> binary(BinaryKind.MUL, Type.I64, frame);
      case LDIV -> divide(BinaryKind.DIV, Type.I64, frame);
      case LREM -> divide(BinaryKind.REM, Type.I64, frame);
      case LAND -> binary(BinaryKind.AND, Type.I64, frame);
      case LOR -> binary(BinaryKind.OR, Type.I64, frame);
      case LXOR -> binary(BinaryKind.XOR, Type.I64, frame);
      case LSHL -> shift(BinaryKind.SHL, Type.I64, frame);
      case LSHR -> shift(BinaryKind.SHR, Type.I64, frame);
      case LUSHR -> shift(BinaryKind.USHR, Type.I64, frame);
      case LNEG -> negate(Type.I64, frame);
      case LCMP -> {
        Value right = number(frame.pop(), Type.I64);
        Value left = number(frame.pop(), Type.I64);
        frame.push(Operand.of(new Shape.Ordering(Type.I64, false), left, right));
      }
      default -> throw isFloating(opcode) ? floating() : StepTranslator.unknownInstruction(opcode);
    }
  }

  private void binary(BinaryKind kind, Type type, Frame frame) {
    Value right = number(frame.pop(), type);
    Value left = number(frame.pop(), type);
    frame.push(Operand.number(emitter.binary(kind, left, right)));
  }

  private void shift(BinaryKind kind, Type type, Frame frame) {
    Value count = number(frame.pop(), Type.I32);
    Value left = number(frame.pop(), type);
    frame.push(Operand.number(emitter.binary(kind, left, count)));
  }

  private void divide(BinaryKind kind, Type type, Frame frame) {
    Value right = number(frame.pop(), type);
    Value left = number(frame.pop(), type);
    frame.push(Operand.number(emitter.divide(kind, left, right)));
  }

  private void negate(Type type, Frame frame) {
    frame.push(Operand.number(emitter.unary(UnaryKind.NEG, number(frame.pop(), type))));
  }

  void convert(ConvertInstruction conversion, Frame frame) {
    refuseFloating(conversion.fromType());
    refuseFloating(conversion.toType());
    UnaryKind kind =
        switch (conversion.opcode()) {
          case I2L -> UnaryKind.SEXT32;
          case L2I -> UnaryKind.TRUNC;
          case I2B -> UnaryKind.SEXT8;
          case I2S -> UnaryKind.SEXT16;
          case I2C -> UnaryKind.ZEXT16;
          default -> throw StepTranslator.unknownInstruction(conversion.opcode());
        };
    Type from = conversion.fromType() == TypeKind.LONG ? Type.I64 : Type.I32;
    frame.push(Operand.number(emitter.unary(kind, number(frame.pop(), from))));
  }

  void refuseFloating(TypeKind kind) {
    if (kind == TypeKind.FLOAT || kind == TypeKind.DOUBLE) {
      throw floating();
    }
  }

  private static boolean isFloating(Opcode opcode) {
    return opcode.name().startsWith("F") || opcode.name().startsWith("D");
  }

  static Refusal floating() {
    return new Refusal(
        "floating-point",
        "floating-point numbers are used",
        "The kernel keeps the floating-point registers for user space.",
        "Compute in long, in a smaller unit: nanoseconds, or parts of a thousand.");
  }
}
