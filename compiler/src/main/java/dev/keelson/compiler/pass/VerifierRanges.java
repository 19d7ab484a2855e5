package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator.Branch;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which checks of an index the kernel's verifier can do without: it must come to the same bounds by
 * itself, and of a quotient or a remainder it knows nothing (adjust_scalar_min_max_vals,
 * kernel/bpf/verifier.c, v6.18).
 */
final class VerifierRanges {
  private final Definitions definitions;
  private final Map<Value, Set<Value>> incoming = new HashMap<>();
  private final Indexes indexes;

  VerifierRanges(Function function) {
    definitions = Definitions.of(function);
    indexes = Indexes.of(function);
    for (Block block : function.blocks()) {
      for (Edge edge : block.terminator().edges()) {
        List<Value> parameters = edge.target().parameters();
        for (int i = 0; i < parameters.size(); i++) {
          incoming
              .computeIfAbsent(parameters.get(i), p -> new HashSet<>())
              .add(edge.arguments().get(i));
        }
      }
    }
  }

  /** Whether the branch may go as far as the verifier is concerned. */
  boolean needsNot(Branch branch) {
    return !indexes.contains(branch.left()) || follows(branch.left());
  }

  /** Whether the verifier comes to the same bounds of the value. */
  boolean follows(Value value) {
    return follows(value, new HashSet<>());
  }

  private boolean follows(Value value, Set<Value> underWay) {
    if (!underWay.add(value)) {
      return true;
    }
    return switch (definitions.get(value)) {
      case null ->
          incoming.getOrDefault(value, Set.of()).stream()
              .allMatch(argument -> follows(argument, underWay));
      case Op.Binary b ->
          switch (b.kind()) {
            case DIV, REM, UDIV, UREM -> false;
            // A constant mask bounds whatever it is put on.
            case AND ->
                definitions.get(b.right()) instanceof Op.Const
                    || (follows(b.left(), underWay) && follows(b.right(), underWay));
            // Of a count that it does not know exactly it concludes nothing.
            case SHL, SHR, USHR ->
                definitions.get(b.right()) instanceof Op.Const && follows(b.left(), underWay);
            case ADD, SUB, MUL, OR, XOR ->
                follows(b.left(), underWay) && follows(b.right(), underWay);
          };
      case Op.Unary u -> u.kind() != UnaryKind.HIDE && follows(u.operand(), underWay);
      case Op.Const c -> true;
      case Op.Load l -> true;
      case Op.FieldLoad l -> true;
      case Op.FieldNumber n -> true;
      case Op.FieldAddress a -> false;
      case Op.Distance d -> false;
      case Op.Compare c -> true;
      case Op.Parameter p -> true;
      case Op.Atomic a -> true;
      case Op.CallHelper c -> true;
      case Op.CallKernel c -> true;
      case Op.CallFunction c -> true;
      case Op.SettingValue s -> true;
      case Op.MapAddress a -> false;
      case Op.FunctionAddress a -> false;
      case Op.GlobalAddress g -> false;
      case Op.StackSlot s -> false;
      case Op.Offset o -> false;
      case Op.Index i -> false;
      case Op.Store s -> false;
    };
  }
}
