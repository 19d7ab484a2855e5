package dev.keelson.compiler.back;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.BitSet;

/**
 * Which 32-bit values are known to lie in a register whose upper half is zero: 32-bit arithmetic
 * and loads clear it, so that widening them without a sign costs nothing.
 */
final class UpperHalves {
  private UpperHalves() {}

  /** Ids of the values with a zero upper half. Starts from all and takes away until it holds. */
  static BitSet zero(Function function) {
    BitSet zero = new BitSet();
    for (Block block : function.blocks()) {
      block.parameters().stream().filter(UpperHalves::narrow).forEach(v -> zero.set(v.id()));
      for (Instruction instruction : block.instructions()) {
        if (narrow(instruction.result()) && clears(instruction.op())) {
          zero.set(instruction.result().id());
        }
      }
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Block block : function.blocks()) {
        for (Edge edge : block.terminator().edges()) {
          for (int i = 0; i < edge.arguments().size(); i++) {
            Value parameter = edge.target().parameters().get(i);
            if (zero.get(parameter.id()) && !zero.get(edge.arguments().get(i).id())) {
              zero.clear(parameter.id());
              changed = true;
            }
          }
        }
      }
    }
    return zero;
  }

  private static boolean narrow(Value value) {
    return value.type() == Type.I32;
  }

  private static boolean clears(Op op) {
    return switch (op) {
      case Op.Const c -> true;
      case Op.Binary b ->
          switch (b.kind()) {
            // It does, and the kernel's verifier does not know it, on which the
            // bounds of an index rest: after a division it takes all 64 bits for unknown
            // (adjust_scalar_min_max_vals,
            // kernel/bpf/verifier.c, v6.18).
            case DIV, REM, UDIV, UREM -> false;
            case ADD, SUB, MUL, AND, OR, XOR, SHL, SHR, USHR -> true;
          };
      case Op.Compare c -> true;
      case Op.Load load -> !load.signed() || load.sizeBytes() >= 4;
      case Op.Unary unary -> unary.kind() != Op.UnaryKind.TRUNC;
      // Unsigned fields may be wider in another kernel, and the load with them.
      case Op.FieldLoad load -> load.signed() && load.sizeBytes() == 4;
      case Op.FieldNumber n -> true;
      case Op.FieldAddress a -> false;
      case Op.Parameter p -> false;
      case Op.SettingValue s -> true;
      case Op.MapAddress a -> false;
      case Op.FunctionAddress a -> false;
      case Op.GlobalAddress g -> false;
      case Op.StackSlot s -> false;
      case Op.Offset o -> false;
      case Op.Index i -> false;
      case Op.Distance d -> false;
      case Op.Store s -> false;
      case Op.Atomic a -> false;
      case Op.CallHelper c -> false;
      case Op.CallKernel c -> false;
      case Op.CallFunction c -> false;
    };
  }
}
