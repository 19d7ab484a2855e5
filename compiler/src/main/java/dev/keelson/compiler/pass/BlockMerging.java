package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Instruction;
import dev.keelson.compiler.ir.Terminator;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one block of two where the second has no other way in, and lets edges pass by blocks that
 * only jump on.
 */
public final class BlockMerging {
  private BlockMerging() {}

  /** Returns whether anything changed. Leaves blocks behind that cannot be reached. */
  public static boolean run(Function function) {
    boolean passed = passBy(function);
    boolean merged = merge(function);
    return passed || merged;
  }

  private static boolean merge(Function function) {
    boolean changed = false;
    // In a ring of blocks that nothing leads to, a parameter can be its own argument.
    List<Block> reached = function.reached();
    Map<Block, Integer> entries = new HashMap<>();
    for (Block block : reached) {
      block.terminator().edges().forEach(edge -> entries.merge(edge.target(), 1, Integer::sum));
    }
    Substitution substitution = new Substitution();
    Set<Block> gone = new HashSet<>();
    for (Block block : reached) {
      while (!gone.contains(block)
          && block.terminator() instanceof Terminator.Jump jump
          && entries.get(jump.edge().target()) == 1
          && jump.edge().target() != block
          && jump.edge().target() != function.entry()) {
        Block next = jump.edge().target();
        for (int i = 0; i < next.parameters().size(); i++) {
          substitution.replace(next.parameters().get(i), jump.edge().arguments().get(i));
        }
        block.instructions().addAll(next.instructions());
        block.terminate(next.terminator());
        gone.add(next);
        changed = true;
      }
    }
    function.blocks().removeAll(gone);
    substitution.apply(function);
    return changed;
  }

  private static boolean passBy(Function function) {
    int[] uses = new int[function.valueCount()];
    for (Block block : function.blocks()) {
      for (Instruction instruction : block.instructions()) {
        count(uses, instruction.op().operands());
      }
      count(uses, block.terminator().operands());
    }
    boolean[] changed = new boolean[1];
    for (Block block : function.blocks()) {
      block.terminate(
          block
              .terminator()
              .withEdges(edge -> {
                Edge further = further(edge, uses);
                changed[0] |= !further.equals(edge);
                return further;
              }));
    }
    return changed[0];
  }

  private static void count(int[] uses, List<Value> operands) {
    for (Value value : operands) {
      uses[value.id()]++;
    }
  }

  /** The edge past an empty block, if nothing but the block's own jump reads its parameters. */
  private static Edge further(Edge edge, int[] uses) {
    Block empty = edge.target();
    if (!empty.instructions().isEmpty()
        || !(empty.terminator() instanceof Terminator.Jump jump)
        || jump.edge().target() == empty) {
      return edge;
    }
    List<Value> passed = jump.edge().arguments();
    for (Value parameter : empty.parameters()) {
      long own = passed.stream().filter(value -> value == parameter).count();
      if (uses[parameter.id()] != own) {
        return edge;
      }
    }
    // The uses that the new edge adds are not counted: they are never of this block's parameters.
    return new Edge(
        jump.edge().target(),
        passed.stream()
            .map(value -> {
              int index = empty.parameters().indexOf(value);
              return index < 0 ? value : edge.arguments().get(index);
            })
            .toList());
  }
}
