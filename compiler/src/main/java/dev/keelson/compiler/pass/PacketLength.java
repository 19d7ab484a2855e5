package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Value;
import java.util.Optional;

/**
 * A packet's length on its way to being compared with a number. The verifier learns nothing from
 * that; from the pointer to the byte at that number, compared with the end, it does.
 */
record PacketLength(Value start, Value end) {
  /**
   * {@code start + bytes <= end} when the condition is ULE, the opposite when it is UGT.
   *
   * @param bytes at most 65,535, the verifier's limit ({@code MAX_PACKET_OFF},
   *     kernel/bpf/verifier.c)
   */
  record Least(Condition condition, int bytes) {}

  /** The packet whose length {@code value} is, as an int; null when it is none. */
  static PacketLength compared(Definitions definitions, Value value) {
    return definitions.get(value) instanceof Op.Unary(UnaryKind kind, Value length)
            && kind == UnaryKind.TRUNC
            && definitions.get(length) instanceof Op.Distance(Value start, Value end)
        ? new PacketLength(start, end)
        : null;
  }

  /** The comparison of this length with a number, as one of pointers, where there is such a one. */
  Optional<Least> atLeast(Condition condition, long number) {
    return switch (condition) {
      case LT, ULT -> least(Condition.UGT, number);
      case GE, UGE -> least(Condition.ULE, number);
      case LE, ULE -> least(Condition.UGT, number + 1);
      case GT, UGT -> least(Condition.ULE, number + 1);
      case EQ, NE -> Optional.empty();
    };
  }

  private static Optional<Least> least(Condition condition, long bytes) {
    return bytes > 0 && bytes <= Character.MAX_VALUE
        ? Optional.of(new Least(condition, (int) bytes))
        : Optional.empty();
  }
}
