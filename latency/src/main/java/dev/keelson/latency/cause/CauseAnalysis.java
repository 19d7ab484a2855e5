package dev.keelson.latency.cause;

import dev.keelson.jvm.JvmEvent;
import dev.keelson.jvm.JvmEvent.Activity;
import dev.keelson.jvm.JvmEvent.Stop;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.timeline.Observed;
import dev.keelson.latency.timeline.Stretch;
import dev.keelson.latency.timeline.Stretch.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;

/**
 * Takes facts in as they come and explains each interval once everything about it must have
 * arrived. Mutable, confined to one thread.
 *
 * <pre>
 *   analysis.accept(fact);           // any number, nearly in order of time
 *   analysis.settle(now);            // now and then, so that memory is bounded
 *   CauseReport report = analysis.finish();
 * </pre>
 */
public final class CauseAnalysis {
  /**
   * What is ranked, and how long is waited for facts.
   *
   * @param worst how many of the longest intervals are ranked
   * @param slowerThanNanos above which all intervals are ranked; empty for no such limit
   * @param floorNanos shorter intervals are never examined
   * @param lagNanos how late a fact may come
   * @param horizonNanos how long facts are remembered; a wait is followed no farther back
   */
  public record Settings(
      int worst, OptionalLong slowerThanNanos, long floorNanos, long lagNanos, long horizonNanos) {
    /** The worst thousand; the flight recorder is up to 1.3 s late (see docs/jvm.md). */
    public static final Settings DEFAULT =
        new Settings(1_000, OptionalLong.empty(), 100_000, 2_500_000_000L, 60_000_000_000L);
  }

  // A turn takes 136 bytes. On a machine that switches so often that a minute has more turns, waits
  // are followed less far back.
  private static final int MOST_TURNS = 250_000;

  /** Something to explain. */
  private sealed interface Candidate {
    long endNanos();

    /** The turn of that thread that ended then. */
    record Wait(int tid, long endNanos) implements Candidate {}

    record Pause(Stop stop) implements Candidate {
      @Override
      public long endNanos() {
        return stop.endNanos();
      }
    }
  }

  private final Settings settings;
  private final Origin origin;
  private final Observed observed = new Observed();
  private final CriticalPath path;
  private final Ranking ranking;
  // As they came, which is nearly in order of time: one that came early for its time is explained a
  // little later than it could be.
  private final Queue<Candidate> candidates = new ArrayDeque<>();
  private final ProcessPauses processPauses;
  private CauseReport.Sum idle = CauseReport.Sum.NONE;
  private CauseReport.Sum unexamined = CauseReport.Sum.NONE;
  private long nextForgetting = Long.MIN_VALUE;
  private long horizonNanos;

  /**
   * Nothing observed yet.
   *
   * @param origin one moment on both clocks
   * @param machine on which it is observed, as {@code uname -m} names it: system calls have other
   *     numbers elsewhere
   */
  public CauseAnalysis(Settings settings, Origin origin, String machine) {
    this.origin = origin;
    this.settings = settings;
    this.path = new CriticalPath(observed, new BlockedReasons(observed, machine));
    this.ranking = new Ranking(settings.worst(), settings.slowerThanNanos());
    this.processPauses = new ProcessPauses(settings, observed, path, ranking);
  }

  /** Takes a fact in. */
  public void accept(Fact fact) {
    if (!observed.add(fact)) {
      return;
    }
    switch (fact) {
      case Turn turn -> {
        processPauses.add(turn, isItsOwn(turn.tid()));
        long nanos = turn.endNanos() - turn.leftNanos();
        if (nanos >= settings.floorNanos()) {
          candidates.add(new Candidate.Wait(turn.tid(), turn.endNanos()));
        } else if (nanos > 0) {
          unexamined = unexamined.plus(nanos);
        }
      }
      case Fact.Jvm(Stop stop) -> candidates.add(new Candidate.Pause(stop));
      case Fact.Lost lost -> processPauses.lost(lost);
      case Fact.Jvm(Activity _),
          Fact.Named _,
          Fact.Stolen _,
          Fact.Quota _,
          Fact.Descriptor _,
          Fact.Missing _,
          Fact.ClockFitted _ -> {
        // explain intervals, are none
      }
    }
  }

  /** Explains what ended so long ago that everything about it has arrived. */
  public void settle(long nowNanos) {
    explainUntil(nowNanos - settings.lagNanos());
    if (nextForgetting == Long.MIN_VALUE) {
      nextForgetting = nowNanos;
      horizonNanos = nowNanos - settings.horizonNanos();
    }
    if (nowNanos >= nextForgetting) {
      horizonNanos = Math.max(horizonNanos, nowNanos - settings.horizonNanos());
      observed.forgetBefore(horizonNanos);
      nextForgetting = nowNanos + settings.horizonNanos() / 8;
    }
    while (observed.turns() > MOST_TURNS && horizonNanos < nowNanos) {
      horizonNanos += Math.max(1, (nowNanos - horizonNanos) / 4);
      observed.forgetBefore(horizonNanos);
    }
  }

  /** Explains what is left. Nothing can be taken in afterwards. */
  public CauseReport finish() {
    processPauses.finish();
    explainUntil(Long.MAX_VALUE);
    return report();
  }

  /** What has been explained so far. */
  public CauseReport report() {
    List<Interval> worst = ranking.longestFirst();
    return new CauseReport(
        origin,
        worst,
        ranking.aboveLimit(),
        CauseReport.sums(worst),
        idle,
        unexamined,
        observed.clockResidualNanos(),
        observed.missing());
  }

  /**
   * What each thread did in a stretch of time: every nanosecond, whether it is slow or not. To be
   * asked once everything about it must have arrived, and before it is forgotten.
   *
   * @param open the turns in which threads are now, as far as they have come
   */
  public Window window(long fromNanos, long toNanos, List<Turn> open) {
    observed.suppose(open);
    List<ThreadTime> threads = new ArrayList<>();
    for (int tid : observed.threads()) {
      List<Stretch> known =
          observed.track(tid).between(fromNanos, toNanos).stream()
              .filter(stretch -> stretch.phase() != Phase.UNKNOWN)
              .toList();
      if (!known.isEmpty()) {
        long from = known.getFirst().fromNanos();
        long to = known.getLast().toNanos();
        threads.add(
            new ThreadTime(
                tid,
                observed.name(tid),
                observed.role(tid),
                to - from,
                Part.of(path.ofThread(tid, from, to))));
      }
    }
    observed.suppose(List.of());
    return new Window(fromNanos, toNanos, threads);
  }

  /** The longest of the intervals ranked so far, the longest first. */
  public List<Interval> worst(int most) {
    return ranking.longestFirst().stream().limit(most).toList();
  }

  // The JVM's own threads hold nobody up by waiting: where one does, who waits for it is followed
  // to it.
  private boolean isItsOwn(int tid) {
    ThreadRole role = observed.role(tid);
    return role == ThreadRole.APPLICATION || role == ThreadRole.CARRIER;
  }

  private void explainUntil(long nanos) {
    while (!candidates.isEmpty() && candidates.element().endNanos() <= nanos) {
      switch (candidates.remove()) {
        case Candidate.Wait(int tid, long endNanos) -> {
          Optional<Turn> turn = observed.track(tid).endingAt(endNanos);
          if (turn.isPresent()) {
            explain(turn.get());
          }
        }
        case Candidate.Pause(Stop stop) -> explain(stop);
      }
    }
  }

  private void explain(Stop stop) {
    if (ranking.keeps(stop.endNanos() - stop.startNanos())) {
      int tid = observed.vmThread().orElse(0);
      ranking.add(Interval.of(Interval.Kind.PAUSE, tid, observed.name(tid), 0, path.ofStop(stop)));
    }
  }

  private void explain(Turn turn) {
    long nanos = turn.endNanos() - turn.leftNanos();
    if (!isItsOwn(turn.tid()) || !ranking.keeps(nanos)) {
      unexamined = unexamined.plus(nanos);
      return;
    }
    long from = turn.leftNanos();
    // Most waits of most services: not worth a walk.
    if (path.isIdle(turn)) {
      idle = idle.plus(turn.offCpuNanos());
      from = turn.runnableNanos();
    }
    if (turn.endNanos() - from < settings.floorNanos()) {
      unexamined = turn.endNanos() > from ? unexamined.plus(turn.endNanos() - from) : unexamined;
      return;
    }
    List<Span> busy = new ArrayList<>();
    for (Span span : path.ofThread(turn.tid(), from, turn.endNanos())) {
      if (span.cause().first() == Mechanism.IDLE) {
        idle = idle.plus(span.nanos());
        rank(turn, busy);
        busy.clear();
      } else {
        busy.add(span);
      }
    }
    rank(turn, busy);
  }

  private void rank(Turn turn, List<Span> spans) {
    if (spans.isEmpty()) {
      return;
    }
    long from = spans.getFirst().fromNanos();
    long to = spans.getLast().toNanos();
    if (to - from < settings.floorNanos()) {
      unexamined = unexamined.plus(to - from);
      return;
    }
    ranking.add(
        Interval.of(
            Interval.Kind.WAIT,
            turn.tid(),
            observed.name(turn.tid()),
            virtualThread(turn, from, to),
            spans));
  }

  private long virtualThread(Turn turn, long fromNanos, long toNanos) {
    if (turn.virtualThread() != 0) {
      return turn.virtualThread();
    }
    return observed
        .activity(turn, fromNanos, toNanos, EnumSet.allOf(JvmEvent.Kind.class))
        .map(Activity::virtualThread)
        .orElse(0L);
  }
}
