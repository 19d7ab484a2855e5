package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Value;

/**
 * The largest number that a 32-bit value can be, read without sign, by what it is computed from.
 * The verifier follows the same steps, so what is left out because of it is left out for both.
 */
final class Bounds {
  static final long NONE = 0xffff_ffffL;

  /** Deep enough for offsets of headers; what is deeper counts as unbounded. */
  private static final int DEEPEST = 8;

  private final Definitions definitions;

  Bounds(Definitions definitions) {
    this.definitions = definitions;
  }

  /** {@link #NONE} when nothing is known. */
  long largest(Value value) {
    return largest(value, DEEPEST);
  }

  private long largest(Value value, int depth) {
    Op op = definitions.get(value);
    if (depth == 0) {
      return NONE;
    }
    return switch (op) {
      case Op.Const(long number) -> number & NONE;
      case Op.Compare _ -> 1;
      case Op.Load load when !load.signed() && load.sizeBytes() < Integer.BYTES ->
          (1L << (load.sizeBytes() * Byte.SIZE)) - 1;
      case Op.Unary(Op.UnaryKind kind, Value _)
          when kind == Op.UnaryKind.ZEXT16 || kind == Op.UnaryKind.BSWAP16 ->
          Character.MAX_VALUE;
      case Op.Binary binary -> largest(binary, depth - 1);
      case null, default -> NONE;
    };
  }

  private long largest(Op.Binary binary, int depth) {
    return switch (binary.kind()) {
      case AND -> Math.min(largest(binary.left(), depth), largest(binary.right(), depth));
      case ADD -> fitting(largest(binary.left(), depth) + largest(binary.right(), depth));
      case SHL ->
          shift(binary) < 0 ? NONE : fitting(largest(binary.left(), depth) << shift(binary));
      case USHR -> shift(binary) < 0 ? NONE : largest(binary.left(), depth) >> shift(binary);
      case SUB, MUL, DIV, REM, UDIV, UREM, OR, XOR, SHR -> NONE;
    };
  }

  private static long fitting(long number) {
    return Math.min(number, NONE);
  }

  /** A constant count of 0 to 31, else -1. */
  private int shift(Op.Binary binary) {
    return definitions.get(binary.right()) instanceof Op.Const(long count)
            && count >= 0
            && count < Integer.SIZE
        ? (int) count
        : -1;
  }
}
