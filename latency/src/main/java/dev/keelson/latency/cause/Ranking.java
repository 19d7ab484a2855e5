package dev.keelson.latency.cause;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * The worst intervals: so many of the longest, and every one above a limit. Mutable, confined to
 * one thread.
 */
final class Ranking {
  private static final Comparator<Interval> SHORTEST_FIRST =
      Comparator.comparingLong(Interval::durationNanos);

  private final int most;
  private final OptionalLong limitNanos;
  private final List<Interval> aboveLimit = new ArrayList<>();
  private final PriorityQueue<Interval> worst = new PriorityQueue<>(SHORTEST_FIRST);

  /**
   * An empty ranking.
   *
   * @param most how many of the longest are kept
   * @param limitNanos above which all are kept; empty for no such limit
   */
  Ranking(int most, OptionalLong limitNanos) {
    this.most = most;
    this.limitNanos = limitNanos;
  }

  /** Whether an interval of that length would be kept now. */
  boolean keeps(long durationNanos) {
    return isAboveLimit(durationNanos)
        || worst.size() < most
        || (most > 0 && durationNanos > worst.element().durationNanos());
  }

  void add(Interval interval) {
    if (isAboveLimit(interval.durationNanos())) {
      aboveLimit.add(interval);
    } else if (keeps(interval.durationNanos())) {
      worst.add(interval);
    }
    // Those above the limit are among the longest.
    while (!worst.isEmpty()
        && worst.size() + aboveLimit.size() > Math.max(most, aboveLimit.size())) {
      Interval _ = worst.remove();
    }
  }

  /** What is kept, the longest first. */
  List<Interval> longestFirst() {
    List<Interval> all = new ArrayList<>(aboveLimit);
    all.addAll(worst);
    all.sort(SHORTEST_FIRST.reversed().thenComparingLong(Interval::startNanos));
    return all;
  }

  private boolean isAboveLimit(long durationNanos) {
    return limitNanos.isPresent() && durationNanos > limitNanos.getAsLong();
  }
}
