package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;

/** Operations on known numbers, exactly as Java computes them. I32 is kept sign-extended. */
final class Arithmetic {
  private Arithmetic() {}

  /** A division by zero, which no program reaches, gives 0. */
  static long binary(Type type, BinaryKind kind, long a, long b) {
    return type == Type.I32 ? narrow(kind, (int) a, (int) b) : wide(kind, a, b);
  }

  static long unary(Type result, UnaryKind kind, long x) {
    boolean narrow = result == Type.I32;
    return switch (kind) {
      case NEG -> narrow ? -(int) x : -x;
      case BSWAP -> narrow ? Integer.reverseBytes((int) x) : Long.reverseBytes(x);
      case BSWAP16 -> Short.reverseBytes((short) x) & 0xffff;
      case SEXT8 -> (byte) x;
      case SEXT16 -> (short) x;
      case ZEXT16 -> (char) x;
      case SEXT32, TRUNC -> (int) x;
      case ZEXT32 -> x & 0xffff_ffffL;
      case HIDE -> x;
    };
  }

  static boolean holds(Condition condition, long a, long b) {
    return switch (condition) {
      case EQ -> a == b;
      case NE -> a != b;
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
      case ULT -> Long.compareUnsigned(a, b) < 0;
      case ULE -> Long.compareUnsigned(a, b) <= 0;
      case UGT -> Long.compareUnsigned(a, b) > 0;
      case UGE -> Long.compareUnsigned(a, b) >= 0;
    };
  }

  /** Whether it holds for a value and itself. */
  static boolean holdsForEqual(Condition condition) {
    return holds(condition, 0, 0);
  }

  private static int narrow(BinaryKind kind, int a, int b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> b == 0 ? 0 : a / b;
      case REM -> b == 0 ? 0 : a % b;
      case UDIV -> b == 0 ? 0 : Integer.divideUnsigned(a, b);
      case UREM -> b == 0 ? 0 : Integer.remainderUnsigned(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR -> a >> b;
      case USHR -> a >>> b;
    };
  }

  private static long wide(BinaryKind kind, long a, long b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> b == 0 ? 0 : a / b;
      case REM -> b == 0 ? 0 : a % b;
      case UDIV -> b == 0 ? 0 : Long.divideUnsigned(a, b);
      case UREM -> b == 0 ? 0 : Long.remainderUnsigned(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR -> a >> b;
      case USHR -> a >>> b;
    };
  }
}
