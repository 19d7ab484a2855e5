package dev.keelson.compiler.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Natural loops: those that share a header are one. */
public final class Loops {
  private Loops() {}

  /**
   * A loop.
   *
   * @param header the block that every turn starts with
   * @param body its blocks, the header and those of inner loops included; in an order that is the
   *     same each time, as all that is compiled must be
   * @param latches the blocks of the body that jump back to the header
   */
  public record Loop(Block header, Set<Block> body, List<Block> latches) {
    public Loop {
      latches = List.copyOf(latches);
    }

    /** Whether {@code other} lies within this one, and is another one. */
    public boolean surrounds(Loop other) {
      return header != other.header && body.contains(other.header);
    }
  }

  /** All loops of the function, inner ones before those around them. */
  public static List<Loop> of(Function function, Dominators dominators) {
    Map<Block, Set<Block>> bodies = new LinkedHashMap<>();
    Map<Block, List<Block>> latches = new HashMap<>();
    for (Block block : dominators.order()) {
      for (Terminator.Edge edge : block.terminator().edges()) {
        if (dominators.dominates(edge.target(), block)) {
          Set<Block> body = bodies.computeIfAbsent(edge.target(), header -> new LinkedHashSet<>());
          collect(edge.target(), block, body, dominators);
          latches.computeIfAbsent(edge.target(), header -> new ArrayList<>()).add(block);
        }
      }
    }
    List<Loop> loops = new ArrayList<>();
    bodies.forEach((header, body) -> loops.add(new Loop(header, body, latches.get(header))));
    loops.sort(Comparator.comparingInt(loop -> loop.body().size()));
    return loops;
  }

  /** The number of loops around each reachable block. */
  public static Map<Block, Integer> depths(Function function) {
    Dominators dominators = Dominators.of(function);
    Map<Block, Integer> depths = new HashMap<>();
    dominators.order().forEach(block -> depths.put(block, 0));
    of(function, dominators)
        .forEach(loop -> loop.body().forEach(block -> depths.merge(block, 1, Integer::sum)));
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
