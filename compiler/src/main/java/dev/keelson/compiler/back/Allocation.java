package dev.keelson.compiler.back;

import dev.keelson.compiler.back.MachineBlock.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Gives every virtual register a real one by colouring the interference graph, after George and
 * Appel, "Iterated Register Coalescing": moves are merged where that cannot cost a colour, what
 * finds none is spilled and the whole is tried again.
 *
 * <pre>
 *   graph --> simplify <--> coalesce <--> freeze --> select --+--> done
 *     ^                                                       |
 *     +--------------------- Spilling <-----------------------+
 * </pre>
 */
final class Allocation {
  private static final int COLOURS = MachineOp.FRAME;

  private final MachineFunction function;
  private final InterferenceGraph graph;
  private final BitSet unspillable;
  private final int count;
  private final int[] alias;

  /** How many neighbours each register has that are not removed. */
  private final int[] degrees;

  private final BitSet removed = new BitSet();
  private final BitSet present = new BitSet();
  private final Deque<Integer> stack = new ArrayDeque<>();
  private List<MachineOp.Move> moves;

  private Allocation(MachineFunction function, BitSet unspillable) {
    this.function = function;
    this.graph = new InterferenceGraph(function);
    this.unspillable = unspillable;
    this.count = function.registerCount();
    this.alias = new int[count];
    this.degrees = new int[count];
    for (int i = 0; i < count; i++) {
      alias[i] = i;
      degrees[i] = graph.neighbours[i].cardinality();
    }
    this.moves = new ArrayList<>(graph.moves);
  }

  /** Rewrites the function onto real registers; spills what does not fit. */
  static void allocate(MachineFunction function) {
    BitSet temporaries = new BitSet();
    while (true) {
      Allocation attempt = new Allocation(function, temporaries);
      attempt.simplifyAll();
      BitSet spilled = attempt.colour();
      if (spilled.isEmpty()) {
        return;
      }
      Spilling.spill(function, spilled, temporaries);
    }
  }

  private void simplifyAll() {
    for (MachineBlock block : function.blocks) {
      for (Step step : block.steps) {
        markPresent(step.op().def());
        for (int use : step.op().uses()) {
          markPresent(use);
        }
      }
    }
    while (present.cardinality() > removed.cardinality()) {
      if (!simplifyOne() && !coalesceOne() && !freezeOne()) {
        pushSpillCandidate();
      }
    }
  }

  private void markPresent(int register) {
    if (register >= MachineOp.FIRST_VIRTUAL) {
      present.set(register);
    }
  }

  private boolean simplifyOne() {
    BitSet related = moveRelated();
    boolean any = false;
    for (int r = present.nextSetBit(0); r >= 0; r = present.nextSetBit(r + 1)) {
      if (!removed.get(r) && !related.get(r) && degree(r) < COLOURS) {
        push(r);
        any = true;
      }
    }
    return any;
  }

  private BitSet moveRelated() {
    BitSet related = new BitSet();
    for (MachineOp.Move move : moves) {
      int a = find(move.def());
      int b = find(move.from());
      if (a != b && !removed.get(a) && !removed.get(b)) {
        related.set(a);
        related.set(b);
      }
    }
    return related;
  }

  private boolean coalesceOne() {
    boolean any = false;
    List<MachineOp.Move> left = new ArrayList<>();
    for (MachineOp.Move move : moves) {
      int a = find(move.def());
      int b = find(move.from());
      if (b < a) {
        int swap = a;
        a = b;
        b = swap;
      }
      // Now a is the real register, if either is.
      if (a == b || b < MachineOp.FIRST_VIRTUAL || graph.interfere(a, b)) {
        continue;
      }
      if (removed.get(a) || removed.get(b) || !safe(a, b)) {
        left.add(move);
        continue;
      }
      merge(a, b);
      any = true;
    }
    moves = left;
    return any;
  }

  private boolean safe(int a, int b) {
    BitSet of = graph.neighbours[b];
    if (a < MachineOp.FIRST_VIRTUAL) {
      if (a == MachineOp.FRAME) {
        return false;
      }
      // George: each neighbour of b is easy, or is a's neighbour already.
      for (int n = of.nextSetBit(0); n >= 0; n = of.nextSetBit(n + 1)) {
        boolean easy = n >= MachineOp.FIRST_VIRTUAL && degree(n) < COLOURS;
        if (!removed.get(n) && !easy && !graph.interfere(n, a)) {
          return false;
        }
      }
      return true;
    }
    // Briggs: the merged register has fewer than COLOURS hard neighbours.
    BitSet all = (BitSet) graph.neighbours[a].clone();
    all.or(of);
    all.andNot(removed);
    int hard = 0;
    for (int n = all.nextSetBit(0); n >= 0; n = all.nextSetBit(n + 1)) {
      int degree = n < MachineOp.FIRST_VIRTUAL ? Integer.MAX_VALUE : degree(n);
      if (graph.interfere(n, a) && graph.interfere(n, b)) {
        degree--;
      }
      if (degree >= COLOURS) {
        hard++;
      }
    }
    return hard < COLOURS;
  }

  private void merge(int kept, int gone) {
    alias[gone] = kept;
    present.clear(gone);
    BitSet of = graph.neighbours[gone];
    for (int n = of.nextSetBit(0); n >= 0; n = of.nextSetBit(n + 1)) {
      graph.neighbours[n].clear(gone);
      degrees[n]--;
      if (!graph.interfere(n, kept)) {
        graph.connect(n, kept);
        degrees[n]++;
        degrees[kept] += removed.get(n) ? 0 : 1;
      }
    }
    of.clear();
    graph.costs[kept] += graph.costs[gone];
    if (unspillable.get(gone)) {
      unspillable.set(kept);
    }
  }

  /** Gives up the moves of the cheapest register that could be simplified otherwise. */
  private boolean freezeOne() {
    BitSet related = moveRelated();
    int best = -1;
    for (int r = related.nextSetBit(MachineOp.FIRST_VIRTUAL);
        r >= 0;
        r = related.nextSetBit(r + 1)) {
      if (degree(r) < COLOURS && (best < 0 || graph.costs[r] < graph.costs[best])) {
        best = r;
      }
    }
    if (best < 0) {
      return false;
    }
    int frozen = best;
    moves.removeIf(move -> find(move.def()) == frozen || find(move.from()) == frozen);
    return true;
  }

  private void pushSpillCandidate() {
    int best = -1;
    double bestCost = Double.MAX_VALUE;
    for (int r = present.nextSetBit(0); r >= 0; r = present.nextSetBit(r + 1)) {
      if (!removed.get(r)) {
        double cost = unspillable.get(r) ? 1e300 : graph.costs[r] / (degree(r) + 1);
        if (best < 0 || cost < bestCost) {
          best = r;
          bestCost = cost;
        }
      }
    }
    push(best);
  }

  private void push(int register) {
    removed.set(register);
    stack.push(register);
    BitSet of = graph.neighbours[register];
    for (int n = of.nextSetBit(0); n >= 0; n = of.nextSetBit(n + 1)) {
      degrees[n]--;
    }
  }

  private int degree(int register) {
    return degrees[register];
  }

  private int find(int register) {
    int r = register;
    while (alias[r] != r) {
      r = alias[r];
    }
    return r;
  }

  /**
   * Colours in reverse order of removal; returns what found no colour, or rewrites the function.
   */
  private BitSet colour() {
    int[] colours = new int[count];
    Arrays.fill(colours, MachineOp.NONE);
    for (int r = 0; r <= MachineOp.FRAME; r++) {
      colours[r] = r;
    }
    BitSet spilled = new BitSet();
    while (!stack.isEmpty()) {
      int register = stack.pop();
      BitSet free = new BitSet();
      free.set(0, COLOURS);
      BitSet of = graph.neighbours[register];
      for (int n = of.nextSetBit(0); n >= 0; n = of.nextSetBit(n + 1)) {
        if (colours[n] != MachineOp.NONE) {
          free.clear(colours[n]);
        }
      }
      if (free.isEmpty()) {
        spilled.set(register);
      } else {
        colours[register] = preferred(register, free, colours);
      }
    }
    for (int r = 0; r < count; r++) {
      // What was merged with a spilled register shares its slot, so that the moves stay away.
      colours[r] = spilled.isEmpty() ? colours[find(r)] : spilled.get(find(r)) ? find(r) : r;
    }
    rewrite(colours);
    return spilled;
  }

  /** A colour that makes a frozen move vanish after all, else the lowest. */
  private int preferred(int register, BitSet free, int[] colours) {
    for (MachineOp.Move move : graph.moves) {
      int a = find(move.def());
      int b = find(move.from());
      int other = a == register ? b : b == register ? a : MachineOp.NONE;
      if (other != MachineOp.NONE && colours[other] != MachineOp.NONE && free.get(colours[other])) {
        return colours[other];
      }
    }
    return free.nextSetBit(0);
  }

  private void rewrite(int[] names) {
    for (MachineBlock block : function.blocks) {
      List<Step> steps = new ArrayList<>();
      for (Step step : block.steps) {
        MachineOp op = step.op().rename(r -> names[r], r -> names[r]);
        if (!(op instanceof MachineOp.Move move && move.def() == move.from())) {
          steps.add(new Step(op, step.line()));
        }
      }
      block.steps = steps;
    }
  }
}
