package dev.keelson.differential.bytecode;

import dev.keelson.differential.EdgeNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * The decisions that make a class: drawn at random and remembered, or given. Where given ones run
 * out, each further one is 0, the simplest; so any list makes a class, and a shorter list a smaller
 * one. Mutable, confined to one thread.
 */
final class Decisions {
  private final List<Long> made = new ArrayList<>();
  private final List<Long> given;
  private final SplittableRandom random;
  private final boolean drawn;

  private Decisions(List<Long> given, long seed, boolean drawn) {
    this.given = given;
    this.random = new SplittableRandom(seed);
    this.drawn = drawn;
  }

  static Decisions drawn(long seed) {
    return new Decisions(List.of(), seed, true);
  }

  static Decisions given(List<Long> decisions) {
    return new Decisions(decisions, 0, false);
  }

  /** From 0 to {@code bound - 1}. */
  int below(int bound) {
    return (int) Long.remainderUnsigned(decide(drawn ? random.nextInt(bound) : 0), bound);
  }

  boolean oneIn(int n) {
    return below(n) == n - 1;
  }

  /** A number, often one at an edge. */
  long number() {
    return decide(drawn ? EdgeNumbers.nextLong(random) : 0);
  }

  private long decide(long fresh) {
    int next = made.size();
    long decision = !drawn && next < given.size() ? given.get(next) : fresh;
    made.add(decision);
    return decision;
  }

  /** All so far. */
  List<Long> made() {
    return List.copyOf(made);
  }

  /**
   * Fewer and smaller decisions that fail too.
   *
   * @param fails whether they do
   * @param endNanos when to stop, by {@link System#nanoTime}
   */
  static List<Long> smaller(List<Long> failing, Predicate<List<Long>> fails, long endNanos) {
    List<Long> smallest = failing;
    for (int length = failing.size() / 2; length > 0; length /= 2) {
      for (int at = 0; at < smallest.size() && System.nanoTime() < endNanos; ) {
        int end = Math.min(at + length, smallest.size());
        List<Long> without = new ArrayList<>(smallest.subList(0, at));
        without.addAll(smallest.subList(end, smallest.size()));
        List<Long> zeroes = new ArrayList<>(smallest);
        zeroes.subList(at, end).replaceAll(_ -> 0L);
        if (fails.test(without)) {
          smallest = without;
        } else {
          smallest = !zeroes.equals(smallest) && fails.test(zeroes) ? zeroes : smallest;
          at = end;
        }
      }
    }
    return smallest;
  }
}
