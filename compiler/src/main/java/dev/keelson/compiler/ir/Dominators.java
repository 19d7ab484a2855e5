package dev.keelson.compiler.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The dominator tree of a function's reachable blocks, after Cooper, Harvey and Kennedy, "A Simple,
 * Fast Dominance Algorithm". A snapshot: it does not follow later changes.
 */
public final class Dominators {
  private final List<Block> order;
  private final Map<Block, Integer> position = new HashMap<>();
  private final Map<Block, List<Block>> predecessors = new HashMap<>();
  private final Map<Block, Block> parents = new HashMap<>();

  private Dominators(Function function) {
    order = reversePostOrder(function);
    for (int i = 0; i < order.size(); i++) {
      position.put(order.get(i), i);
      predecessors.put(order.get(i), new ArrayList<>());
    }
    for (Block block : order) {
      block.terminator().edges().forEach(edge -> predecessors.get(edge.target()).add(block));
    }
    solve();
  }

  /** The tree of the function as it is now. */
  public static Dominators of(Function function) {
    return new Dominators(function);
  }

  /** The reachable blocks in reverse post-order, entry first. */
  public List<Block> order() {
    return order;
  }

  public boolean reachable(Block block) {
    return position.containsKey(block);
  }

  /** Where control may come from; a block that branches here both ways is there twice. */
  public List<Block> predecessors(Block block) {
    return predecessors.get(block);
  }

  /** The nearest strict dominator, {@code null} for the entry. */
  public Block parent(Block block) {
    return parents.get(block);
  }

  /** Whether every way to {@code below} passes {@code above}; true when they are the same. */
  public boolean dominates(Block above, Block below) {
    Block block = below;
    while (block != null && position.get(block) > position.get(above)) {
      block = parents.get(block);
    }
    return block == above;
  }

  private void solve() {
    Block entry = order.getFirst();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Block block : order.subList(1, order.size())) {
        Block nearest = null;
        for (Block predecessor : predecessors.get(block)) {
          if (predecessor == entry || parents.containsKey(predecessor)) {
            nearest = nearest == null ? predecessor : common(nearest, predecessor);
          }
        }
        if (parents.get(block) != nearest) {
          parents.put(block, nearest);
          changed = true;
        }
      }
    }
  }

  private Block common(Block one, Block other) {
    Block a = one;
    Block b = other;
    while (a != b) {
      if (position.get(a) > position.get(b)) {
        a = parents.get(a);
      } else {
        b = parents.get(b);
      }
    }
    return a;
  }

  /** Reverse post-order; of a branch's ways the {@code no} one comes next where both are new. */
  private static List<Block> reversePostOrder(Function function) {
    record Frame(Block block, Iterator<Terminator.Edge> rest) {}
    List<Block> done = new ArrayList<>();
    Set<Block> seen = new HashSet<>();
    Deque<Frame> stack = new ArrayDeque<>();
    seen.add(function.entry());
    stack.push(new Frame(function.entry(), function.entry().terminator().edges().iterator()));
    while (!stack.isEmpty()) {
      Frame top = stack.peek();
      if (!top.rest().hasNext()) {
        done.add(stack.pop().block());
        continue;
      }
      Block next = top.rest().next().target();
      if (seen.add(next)) {
        stack.push(new Frame(next, next.terminator().edges().iterator()));
      }
    }
    Collections.reverse(done);
    return done;
  }
}
