package dev.keelson.testkit.interpreter;

import dev.keelson.object.insn.Opcode;

/**
 * Arithmetic and comparison as Documentation/bpf/standardization/instruction-set.rst (v6.18) says.
 */
final class Alu {
  private Alu() {}

  static long alu64(int operation, long left, long right, int offset) {
    return switch (operation) {
      case Opcode.ADD -> left + right;
      case Opcode.SUB -> left - right;
      case Opcode.MUL -> left * right;
      case Opcode.DIV -> right == 0 ? 0 : divide(left, right, offset);
      case Opcode.MOD -> right == 0 ? left : remainder(left, right, offset);
      case Opcode.OR -> left | right;
      case Opcode.AND -> left & right;
      case Opcode.XOR -> left ^ right;
      case Opcode.LSH -> left << right;
      case Opcode.RSH -> left >>> right;
      case Opcode.ARSH -> left >> right;
      case Opcode.NEG -> -left;
      case Opcode.MOV -> signExtended(right, offset);
      default -> throw new Violation("no such operation");
    };
  }

  /** The result is 32 bits wide, zero-extended. */
  static long alu32(int operation, int left, int right, int offset) {
    int result =
        switch (operation) {
          case Opcode.ADD -> left + right;
          case Opcode.SUB -> left - right;
          case Opcode.MUL -> left * right;
          case Opcode.DIV -> right == 0 ? 0 : divide(left, right, offset);
          case Opcode.MOD -> right == 0 ? left : remainder(left, right, offset);
          case Opcode.OR -> left | right;
          case Opcode.AND -> left & right;
          case Opcode.XOR -> left ^ right;
          case Opcode.LSH -> left << right;
          case Opcode.RSH -> left >>> right;
          case Opcode.ARSH -> left >> right;
          case Opcode.NEG -> -left;
          case Opcode.MOV -> (int) signExtended(right, offset);
          default -> throw new Violation("no such operation");
        };
    return result & 0xffff_ffffL;
  }

  /** END: to little endian (K), to big endian (X), or swapped whatever the machine (ALU64). */
  static long swap(int opcode, long value, int bits) {
    boolean swaps =
        (opcode & 0x07) == Opcode.ALU64 || (opcode & Opcode.X) != 0; // a little-endian machine
    return switch (bits) {
      case 16 -> (swaps ? Short.reverseBytes((short) value) : (short) value) & 0xffffL;
      case 32 -> (swaps ? Integer.reverseBytes((int) value) : (int) value) & 0xffff_ffffL;
      case 64 -> swaps ? Long.reverseBytes(value) : value;
      default -> throw new Violation("a byte swap has 16, 32 or 64 bits, not " + bits);
    };
  }

  static boolean jumps(int operation, long left, long right) {
    return switch (operation) {
      case Opcode.JEQ -> left == right;
      case Opcode.JNE -> left != right;
      case Opcode.JSET -> (left & right) != 0;
      case Opcode.JGT -> Long.compareUnsigned(left, right) > 0;
      case Opcode.JGE -> Long.compareUnsigned(left, right) >= 0;
      case Opcode.JLT -> Long.compareUnsigned(left, right) < 0;
      case Opcode.JLE -> Long.compareUnsigned(left, right) <= 0;
      case Opcode.JSGT -> left > right;
      case Opcode.JSGE -> left >= right;
      case Opcode.JSLT -> left < right;
      case Opcode.JSLE -> left <= right;
      default -> throw new Violation("no such jump");
    };
  }

  private static long divide(long left, long right, int offset) {
    return offset == 1 ? left / right : Long.divideUnsigned(left, right);
  }

  private static long remainder(long left, long right, int offset) {
    return offset == 1 ? left % right : Long.remainderUnsigned(left, right);
  }

  private static int divide(int left, int right, int offset) {
    return offset == 1 ? left / right : Integer.divideUnsigned(left, right);
  }

  private static int remainder(int left, int right, int offset) {
    return offset == 1 ? left % right : Integer.remainderUnsigned(left, right);
  }

  private static long signExtended(long value, int bits) {
    return switch (bits) {
      case 0 -> value;
      case 8 -> (byte) value;
      case 16 -> (short) value;
      case 32 -> (int) value;
      default -> throw new Violation("a move extends 8, 16 or 32 bits, not " + bits);
    };
  }
}
