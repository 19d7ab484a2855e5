package dev.keelson.latency.cause;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * The worst intervals: so many of the longest, and every one above a limit, of those too so many of
 * the longest. Mutable, confined to one thread.
 */
final class Ranking {
  // Some 500 bytes each: 50 MB at most.
  private static final int MOST_ABOVE_LIMIT = 100_000;

  private static final Comparator<Interval> SHORTEST_FIRST =
      (one, other) -> Long.compare(one.durationNanos(), other.durationNanos());

  private final int most;
  private final OptionalLong limitNanos;
  private final int mostAboveLimit;
  private final PriorityQueue<Interval> aboveLimit = new PriorityQueue<>(SHORTEST_FIRST);
  private final PriorityQueue<Interval> worst = new PriorityQueue<>(SHORTEST_FIRST);
  private CauseReport.Sum above = CauseReport.Sum.NONE;
  private CauseReport.Sum dropped = CauseReport.Sum.NONE;

  /**
   * An empty ranking.
   *
   * @param most how many of the longest are kept
   * @param limitNanos above which all are kept; empty for no such limit
   */
  Ranking(int most, OptionalLong limitNanos) {
    this(most, limitNanos, MOST_ABOVE_LIMIT);
  }

  /** The same, with another bound to "all". */
  Ranking(int most, OptionalLong limitNanos, int mostAboveLimit) {
    this.most = most;
    this.limitNanos = limitNanos;
    this.mostAboveLimit = mostAboveLimit;
  }

  /** Whether an interval of that length would be kept now, or be counted as dropped. */
  boolean keeps(long durationNanos) {
    return isAboveLimit(durationNanos)
        || worst.size() < most
        || (most > 0 && durationNanos > worst.element().durationNanos());
  }

  void add(Interval interval) {
    if (isAboveLimit(interval.durationNanos())) {
      above = above.plus(interval.durationNanos());
      aboveLimit.add(interval);
      if (aboveLimit.size() > mostAboveLimit) {
        dropped = dropped.plus(aboveLimit.remove().durationNanos());
      }
    } else if (keeps(interval.durationNanos())) {
      worst.add(interval);
    }
    // Those above the limit are among the longest.
    while (!worst.isEmpty()
        && worst.size() + aboveLimit.size() > Math.max(most, aboveLimit.size())) {
      Interval _ = worst.remove();
    }
  }

  /** An interval turned out to be none. */
  void withdraw(Interval interval) {
    if (aboveLimit.remove(interval)) {
      above = new CauseReport.Sum(above.count() - 1, above.nanos() - interval.durationNanos());
    }
    boolean _ = worst.remove(interval);
  }

  /** What is kept, the longest first. */
  List<Interval> longestFirst() {
    List<Interval> all = new ArrayList<>(aboveLimit);
    all.addAll(worst);
    all.sort(SHORTEST_FIRST.reversed().thenComparingLong(Interval::startNanos));
    return all;
  }

  /** What there was above the limit; empty when there is none. */
  Optional<AboveLimit> aboveLimit() {
    return limitNanos.isPresent()
        ? Optional.of(new AboveLimit(limitNanos.getAsLong(), above, dropped))
        : Optional.empty();
  }

  private boolean isAboveLimit(long durationNanos) {
    return limitNanos.isPresent() && durationNanos > limitNanos.getAsLong();
  }
}
