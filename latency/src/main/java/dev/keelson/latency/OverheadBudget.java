package dev.keelson.latency;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * Decides what to go without so that observing takes no more of the machine's CPU time than it may.
 * Judged second by second; the one in which the measurement starts and the one in which something
 * was dropped say nothing. What was dropped stays dropped: detail that comes and goes cannot be
 * compared. Pure; mutable, confined to one thread.
 */
final class OverheadBudget {
  private static final long PERIOD_NANOS = 1_000_000_000;

  /**
   * What is to be dropped now.
   *
   * @param detail what
   * @param share of the CPU time that observing took: 0 to 1
   */
  record Cut(Detail detail, double share) {}

  private final double allowedShare;
  private final int cpus;
  private final Queue<Detail> left = new ArrayDeque<>(List.of(Detail.values()));
  private boolean judging;
  private boolean begun;
  private long periodStart;
  private long spentBefore;

  /**
   * Nothing spent yet.
   *
   * @param allowedShare of the CPU time of the machine: 0 to 1
   * @param cpus how many it has
   */
  OverheadBudget(double allowedShare, int cpus) {
    this.allowedShare = allowedShare;
    this.cpus = cpus;
  }

  /** Whether it is time to look what was spent. */
  boolean isDue(long nowNanos) {
    return !begun || nowNanos - periodStart >= PERIOD_NANOS;
  }

  /**
   * Judges the time since the last look.
   *
   * @param spentNanos CPU time spent on observing since the start
   * @return what is to be dropped, once each; empty when nothing is, or nothing is left
   */
  Optional<Cut> look(long nowNanos, long spentNanos) {
    double share = (double) (spentNanos - spentBefore) / ((nowNanos - periodStart) * cpus);
    boolean tooMuch = judging && share > allowedShare && !left.isEmpty();
    judging = begun && !tooMuch;
    begun = true;
    periodStart = nowNanos;
    spentBefore = spentNanos;
    return tooMuch ? Optional.of(new Cut(left.remove(), share)) : Optional.empty();
  }

  /** For people to read. */
  double allowedPercent() {
    return allowedShare * 100;
  }
}
