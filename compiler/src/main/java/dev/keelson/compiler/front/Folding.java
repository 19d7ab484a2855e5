package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;

/**
 * What operations on constants give: Java's own operators do the work, so it is Java's answer. A
 * constant of type {@code I32} is kept sign-extended.
 */
final class Folding {
  private Folding() {}

  static long binary(BinaryKind kind, Type type, long a, long b) {
    return type == Type.I32 ? ofInts(kind, (int) a, (int) b) : ofLongs(kind, a, b);
  }

  private static int ofInts(BinaryKind kind, int a, int b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case REM -> a % b;
      case UDIV -> Integer.divideUnsigned(a, b);
      case UREM -> Integer.remainderUnsigned(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR -> a >> b;
      case USHR -> a >>> b;
    };
  }

  private static long ofLongs(BinaryKind kind, long a, long b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case REM -> a % b;
      case UDIV -> Long.divideUnsigned(a, b);
      case UREM -> Long.remainderUnsigned(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR -> a >> b;
      case USHR -> a >>> b;
    };
  }

  static long unary(UnaryKind kind, Type type, long a) {
    return switch (kind) {
      case NEG -> type == Type.I32 ? -(int) a : -a;
      case BSWAP -> type == Type.I32 ? Integer.reverseBytes((int) a) : Long.reverseBytes(a);
      case BSWAP16 -> Short.reverseBytes((short) a) & 0xffff;
      case SEXT8 -> (byte) a;
      case SEXT16 -> (short) a;
      case ZEXT16 -> (char) a;
      case SEXT32, TRUNC -> (int) a;
      case ZEXT32 -> Integer.toUnsignedLong((int) a);
      case HIDE -> a;
    };
  }

  static boolean holds(Condition condition, Type type, long left, long right) {
    boolean narrow = type == Type.I32;
    long a = narrow ? (int) left : left;
    long b = narrow ? (int) right : right;
    int unsigned = Long.compareUnsigned(a, b);
    return switch (condition) {
      case EQ -> a == b;
      case NE -> a != b;
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
      case ULT -> unsigned < 0;
      case ULE -> unsigned <= 0;
      case UGT -> unsigned > 0;
      case UGE -> unsigned >= 0;
    };
  }
}
