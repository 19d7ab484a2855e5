package dev.keelson.compiler.ir;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Natural loops: how deep in them each block lies. */
public final class Loops {
  private Loops() {}

  /** The number of loops around each reachable block. */
  public static Map<Block, Integer> depths(Function function) {
    Dominators dominators = Dominators.of(function);
    Map<Block, Set<Block>> bodies = new HashMap<>();
    for (Block block : dominators.order()) {
      for (Terminator.Edge edge : block.terminator().edges()) {
        if (dominators.dominates(edge.target(), block)) {
          Set<Block> body = bodies.computeIfAbsent(edge.target(), header -> new HashSet<>());
          collect(edge.target(), block, body, dominators);
        }
      }
    }
    Map<Block, Integer> depths = new HashMap<>();
    dominators.order().forEach(block -> depths.put(block, 0));
    bodies.values().forEach(body -> body.forEach(b -> depths.merge(b, 1, Integer::sum)));
    return depths;
  }

  /** All that reaches the back edge's source without passing the header. */
  private static void collect(Block header, Block tail, Set<Block> body, Dominators dominators) {
    body.add(header);
    Deque<Block> pending = new ArrayDeque<>();
    pending.push(tail);
    while (!pending.isEmpty()) {
      Block block = pending.pop();
      if (body.add(block)) {
        dominators.predecessors(block).forEach(pending::push);
      }
    }
  }
}
