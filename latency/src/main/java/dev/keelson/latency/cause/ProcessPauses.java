package dev.keelson.latency.cause;

import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.timeline.Observed;
import dev.keelson.latency.timeline.Standstill;
import dev.keelson.latency.timeline.Standstills;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks the pauses of a whole process that are no stop of its JVM: the times in which nothing of it
 * ran. Goes by the facts' own time, not by the clock: a recording comes to the same. Mutable,
 * confined to one thread.
 */
final class ProcessPauses {
  // How often they are looked for.
  private static final long LOOK_NANOS = 100_000_000;

  private final CauseAnalysis.Settings settings;
  private final Observed observed;
  private final CriticalPath path;
  private final Ranking ranking;
  private final Standstills standstills = new Standstills();
  private final Map<Standstill, Interval> ranked = new HashMap<>();
  private long lookedUntil = Long.MIN_VALUE / 2;

  ProcessPauses(
      CauseAnalysis.Settings settings, Observed observed, CriticalPath path, Ranking ranking) {
    this.settings = settings;
    this.observed = observed;
    this.path = path;
    this.ranking = ranking;
  }

  /**
   * Takes a turn in.
   *
   * @param counts whether its thread's waits are anybody's loss
   */
  void add(Turn turn, boolean counts) {
    for (Standstill refuted : standstills.add(turn, counts)) {
      Interval told = ranked.remove(refuted);
      if (told != null) {
        ranking.withdraw(told);
      }
    }
    if (turn.endNanos() > lookedUntil + LOOK_NANOS) {
      lookedUntil = turn.endNanos();
      standstills.endedBy(lookedUntil - settings.lagNanos()).forEach(this::explain);
      long horizon = lookedUntil - settings.horizonNanos();
      standstills.forgetBefore(horizon);
      ranked.keySet().removeIf(one -> one.toNanos() < horizon);
    }
  }

  /** Turns were lost. */
  void lost(Fact.Lost lost) {
    standstills.lost(lost.fromNanos(), lost.toNanos());
  }

  /** Ranks what is left. */
  void finish() {
    standstills.endedBy(Long.MAX_VALUE).forEach(this::explain);
  }

  // What a stop of the world is made of is told with that stop.
  private void explain(Standstill standstill) {
    boolean inStop =
        observed
            .stops()
            .endingAfter(standstill.fromNanos())
            .filter(stop -> stop.startNanos() < standstill.toNanos())
            .isPresent();
    if (inStop || !ranking.keeps(standstill.toNanos() - standstill.fromNanos())) {
      return;
    }
    int tid = standstill.tid();
    List<Span> spans = path.ofThread(tid, standstill.fromNanos(), standstill.toNanos());
    // Facts that contradict each other: this thread could not have run then.
    if (spans.stream().anyMatch(span -> span.cause().first() == Mechanism.IDLE)) {
      return;
    }
    Interval interval = Interval.of(Interval.Kind.PAUSE, tid, observed.name(tid), 0, spans);
    ranking.add(interval);
    ranked.put(standstill, interval);
  }
}
