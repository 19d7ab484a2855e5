package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Loops.Loop;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Terminator.Branch;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Where the verifier's walk of loops divides. It goes on with one side of a branch and keeps the
 * other for later, 8,192 of them at most (BPF_COMPLEXITY_LIMIT_JMP_SEQ, kernel/bpf/verifier.c,
 * v6.18), and leaving a loop in different turns makes different states.
 */
final class Forks {
  /**
   * Where there is another form. Far below the limit: alternatives are walked anew when the state
   * that they would meet has been dropped meanwhile (is_state_visited drops those that are missed
   * more often than hit). Three nested loops with 2,000 branches in all took 472,000 instructions
   * of the verifier's million.
   */
  private static final int MOST = 1_000;

  /**
   * What a branch counts in a loop that can be left early, within another: of such, 528 took more
   * than a million instructions.
   */
  private static final int LEFT_EARLY = 4;

  /** So many states of what came before are told apart where a later loop begins. */
  private static final int MOST_WAYS = 64;

  /** With room for the branches between the loops. */
  private static final int MOST_WITHOUT_CHOICE = 7_000;

  private final List<Loop> loops;
  private final Map<Loop, OptionalInt> trips;
  private final Definitions definitions;
  private final Set<Value> counters;
  private final int most;
  private final Map<Loop, Long> counts = new HashMap<>();

  /**
   * @param loops inner ones before those around them
   * @param trips the most turns of each, where known
   * @param counters the loops' variables whose number is known in every turn
   * @param choice whether there is another form for loops that are not walked
   * @param calls from how many places the function is called: each time it is walked anew
   */
  Forks(
      Function function,
      List<Loop> loops,
      Map<Loop, OptionalInt> trips,
      Set<Value> counters,
      boolean choice,
      int calls) {
    this.most = (choice ? MOST : MOST_WITHOUT_CHOICE) / calls;
    this.loops = loops;
    this.trips = trips;
    this.counters = counters;
    this.definitions = Definitions.of(function);
    for (Loop loop : loops) {
      long turn = 0;
      for (Block block : loop.body()) {
        boolean divides =
            innermost(block) == loop.header()
                && block.terminator() instanceof Branch branch
                && !(known(branch.left()) && known(branch.right()));
        turn += divides ? 1 : 0;
      }
      for (Loop inner : loops) {
        if (within(inner, loop)) {
          boolean anew = choice && leaves(inner) > 1 && trips.get(loop).isPresent();
          turn += counts.get(inner) * (anew ? LEFT_EARLY : 1);
        }
      }
      counts.put(loop, turn * turns(loop));
    }
  }

  /** A loop with a budget is walked a few times, until nothing new turns up. */
  private int turns(Loop loop) {
    return trips.get(loop).orElse(4) + 1;
  }

  /** The header of the innermost loop around the block. */
  private Block innermost(Block block) {
    return loops.stream()
        .filter(loop -> loop.body().contains(block))
        .findFirst()
        .orElseThrow()
        .header();
  }

  /** Whether {@code outer} is the first loop around {@code inner}. */
  private boolean within(Loop inner, Loop outer) {
    return loops.stream()
        .filter(loop -> loop.surrounds(inner))
        .findFirst()
        .filter(first -> first.header() == outer.header())
        .isPresent();
  }

  private boolean known(Value value) {
    if (counters.contains(value)) {
      return true;
    }
    return switch (definitions.get(value)) {
      case Op.Const _ -> true;
      case Op.Binary(var _, Value left, Value right) -> known(left) && known(right);
      case Op.Unary(var _, Value operand) -> known(operand);
      case null, default -> false;
    };
  }

  /** Whether all loops together divide too often, and this one most. */
  boolean tooMany(Loop loop) {
    List<Loop> outermost =
        loops.stream().filter(one -> loops.stream().noneMatch(o -> o.surrounds(one))).toList();
    long together = outermost.stream().mapToLong(counts::get).sum();
    return together > most
        && trips.get(loop).isPresent()
        && counts.get(loop)
            == loops.stream()
                .filter(one -> trips.get(one).isPresent())
                .mapToLong(counts::get)
                .max()
                .orElseThrow();
  }

  /**
   * In how many states the verifier may come to a loop that is in no other, because of the loops
   * before it.
   *
   * @param before those loops
   */
  long ways(List<Loop> before) {
    return Math.min(MOST_WAYS, 1 + before.stream().mapToLong(counts::get).sum());
  }

  /**
   * How often the number of states doubles in the loop because inner ones can be left in any of
   * their turns, with values that the loop's branches then depend on.
   */
  int doublings(Loop loop, LoopSlice slice) {
    int doublings = 0;
    for (Loop inner : loops) {
      if (loop.surrounds(inner)
          && trips.get(inner).isPresent()
          && leaves(inner) > 1
          && decides(inner, loop, slice)) {
        int states = Integer.SIZE - Integer.numberOfLeadingZeros(turns(inner));
        doublings += states * Math.min(turns(loop), 3);
      }
    }
    return doublings;
  }

  private static long leaves(Loop loop) {
    return loop.body().stream()
        .flatMap(block -> block.terminator().edges().stream())
        .filter(edge -> !loop.body().contains(edge.target()))
        .count();
  }

  /** Whether what the outer loop's next turns depend on is computed in the inner loop. */
  private boolean decides(Loop inner, Loop outer, LoopSlice slice) {
    LoopSlice carried = new LoopSlice(outer);
    List<Value> variables = outer.header().parameters();
    for (Block latch : outer.latches()) {
      for (Edge edge : latch.terminator().edges()) {
        for (int i = 0; i < variables.size() && edge.target() == outer.header(); i++) {
          if (slice.contains(variables.get(i)) && !counters.contains(variables.get(i))) {
            carried.add(edge.arguments().get(i));
          }
        }
      }
    }
    return inner.body().stream()
        .anyMatch(block ->
            block.parameters().stream().anyMatch(carried::contains)
                || block.instructions().stream().anyMatch(i -> carried.contains(i.result())));
  }
}
