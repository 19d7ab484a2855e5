package dev.keelson.compiler.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The dominator tree of a function's reachable blocks, after Cooper, Harvey and Kennedy, "A Simple,
 * Fast Dominance Algorithm". A snapshot: it does not follow later changes.
 */
public final class Dominators {
  private static final int UNREACHABLE = -1;

  private final List<Block> order;

  // By block id: its place in the order. By place: what leads there, and the place of the parent.
  private final int[] places;
  private final List<List<Block>> predecessors;
  private final int[] parents;

  private Dominators(Function function) {
    order = reversePostOrder(function);
    places = new int[function.blockCount()];
    Arrays.fill(places, UNREACHABLE);
    predecessors = new ArrayList<>(order.size());
    for (int i = 0; i < order.size(); i++) {
      places[order.get(i).id()] = i;
      predecessors.add(new ArrayList<>(2));
    }
    for (Block block : order) {
      for (Terminator.Edge edge : block.terminator().edges()) {
        predecessors(edge.target()).add(block);
      }
    }
    parents = new int[order.size()];
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
    return block.id() < places.length && places[block.id()] != UNREACHABLE;
  }

  /** Where control may come from; a block that branches here both ways is there twice. */
  public List<Block> predecessors(Block block) {
    return reachable(block) ? predecessors.get(places[block.id()]) : List.of();
  }

  /** The nearest strict dominator, {@code null} for the entry. */
  public Block parent(Block block) {
    int place = places[block.id()];
    return place == 0 ? null : order.get(parents[place]);
  }

  /** Whether every way to {@code below} passes {@code above}; true when they are the same. */
  public boolean dominates(Block above, Block below) {
    int wanted = places[above.id()];
    int place = places[below.id()];
    while (place > wanted) {
      place = parents[place];
    }
    return place == wanted;
  }

  private void solve() {
    Arrays.fill(parents, 1, parents.length, UNREACHABLE);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int place = 1; place < parents.length; place++) {
        int nearest = UNREACHABLE;
        for (Block block : predecessors.get(place)) {
          int predecessor = places[block.id()];
          if (parents[predecessor] != UNREACHABLE) {
            nearest = nearest == UNREACHABLE ? predecessor : common(nearest, predecessor);
          }
        }
        changed |= parents[place] != nearest;
        parents[place] = nearest;
      }
    }
  }

  private int common(int one, int other) {
    int a = one;
    int b = other;
    while (a != b) {
      if (a > b) {
        a = parents[a];
      } else {
        b = parents[b];
      }
    }
    return a;
  }

  /** Reverse post-order; of a branch's ways the {@code no} one comes next where both are new. */
  private static List<Block> reversePostOrder(Function function) {
    record Frame(Block block, Iterator<Terminator.Edge> rest) {}
    List<Block> done = new ArrayList<>();
    BitSet seen = new BitSet(function.blockCount());
    Deque<Frame> stack = new ArrayDeque<>();
    seen.set(function.entry().id());
    stack.push(new Frame(function.entry(), function.entry().terminator().edges().iterator()));
    while (!stack.isEmpty()) {
      Frame top = stack.peek();
      if (!top.rest().hasNext()) {
        done.add(stack.pop().block());
        continue;
      }
      Block next = top.rest().next().target();
      if (!seen.get(next.id())) {
        seen.set(next.id());
        stack.push(new Frame(next, next.terminator().edges().iterator()));
      }
    }
    Collections.reverse(done);
    return done;
  }
}
