package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.HashSet;
import java.util.Set;

/**
 * The values that are added to addresses, by way of block parameters too. The kernel's verifier
 * must see the check of the very register that is added, so checks of these stay as they are.
 */
final class Indexes {
  private final Set<Value> values = new HashSet<>();

  private Indexes() {}

  static Indexes of(Function function) {
    Indexes indexes = new Indexes();
    for (Block block : function.blocks()) {
      for (Instruction instruction : block.instructions()) {
        if (instruction.op() instanceof Op.Index index) {
          indexes.values.add(index.index());
        }
      }
    }
    boolean more = !indexes.values.isEmpty();
    while (more) {
      more = false;
      for (Block block : function.blocks()) {
        for (Edge edge : block.terminator().edges()) {
          more |= indexes.addArguments(edge);
        }
      }
    }
    return indexes;
  }

  private boolean addArguments(Edge edge) {
    boolean more = false;
    for (int i = 0; i < edge.arguments().size(); i++) {
      if (values.contains(edge.target().parameters().get(i))) {
        more |= values.add(edge.arguments().get(i));
      }
    }
    return more;
  }

  boolean contains(Value value) {
    return values.contains(value);
  }

  /** What takes a value's place takes its part too. */
  void replace(Value old, Value now) {
    if (values.contains(old)) {
      values.add(now);
    }
  }
}
