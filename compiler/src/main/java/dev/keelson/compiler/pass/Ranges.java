package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Op;

/** What the definition of a 32-bit value alone says about its range. */
final class Ranges {
  private Ranges() {}

  /**
   * Whether every result of {@code op}, read as Java's int, is from {@code low} to {@code high}.
   */
  static boolean within(Op op, int low, int high) {
    return switch (op) {
      case null -> false;
      case Op.Const c -> low <= c.value() && c.value() <= high;
      case Op.Compare c -> low <= 0 && 1 <= high;
      case Op.Load load -> loaded(load, low, high);
      case Op.Unary u ->
          switch (u.kind()) {
            case BSWAP16, ZEXT16 -> low <= 0 && Character.MAX_VALUE <= high;
            case SEXT8 -> low <= Byte.MIN_VALUE && Byte.MAX_VALUE <= high;
            case SEXT16 -> low <= Short.MIN_VALUE && Short.MAX_VALUE <= high;
            case NEG, BSWAP, SEXT32, ZEXT32, TRUNC, HIDE -> false;
          };
      case Op.Binary b -> false;
      case Op.Parameter p -> false;
      case Op.SettingValue s -> false;
      case Op.MapAddress a -> false;
      case Op.FunctionAddress a -> false;
      case Op.GlobalAddress g -> false;
      case Op.StackSlot s -> false;
      case Op.Offset o -> false;
      case Op.Index i -> false;
      case Op.FieldOp f -> false; // another kernel's may be wider
      case Op.Distance d -> false;
      case Op.Store s -> false;
      case Op.Atomic a -> false;
      case Op.CallHelper c -> false;
      case Op.CallKernel c -> false;
      case Op.CallFunction c -> false;
    };
  }

  private static boolean loaded(Op.Load load, int low, int high) {
    int bits = load.sizeBytes() * Byte.SIZE;
    if (bits >= Integer.SIZE) {
      return false;
    }
    int smallest = load.signed() ? -(1 << (bits - 1)) : 0;
    int largest = load.signed() ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
    return low <= smallest && largest <= high;
  }
}
