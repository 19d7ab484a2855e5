package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Dominators;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Terminator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Orders blocks for emission: reverse post-order, so that most edges fall through or go forwards;
 * what can only end in a fault comes last.
 */
public final class Layout {
  private Layout() {}

  public static void run(Function function) {
    List<Block> order = Dominators.of(function).order();
    Set<Block> cold = new HashSet<>();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Block block : order.reversed()) {
        boolean leadsToFault =
            block.terminator() instanceof Terminator.Fault
                || (!block.terminator().edges().isEmpty()
                    && block.terminator().edges().stream()
                        .allMatch(edge -> cold.contains(edge.target())));
        changed |= leadsToFault && cold.add(block);
      }
    }
    cold.remove(function.entry());
    List<Block> placed = new ArrayList<>();
    order.stream().filter(block -> !cold.contains(block)).forEach(placed::add);
    order.stream().filter(cold::contains).forEach(placed::add);
    function.blocks().clear();
    function.blocks().addAll(placed);
  }
}
