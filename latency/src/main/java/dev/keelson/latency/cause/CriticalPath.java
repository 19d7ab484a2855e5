package dev.keelson.latency.cause;

import dev.keelson.jvm.JvmEvent.Stop;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.cause.Reason.Another;
import dev.keelson.latency.cause.Reason.Itself;
import dev.keelson.latency.cause.Reason.Partner;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.timeline.Observed;
import dev.keelson.latency.timeline.Stretch;
import java.util.List;
import java.util.Optional;

/**
 * Walks the time of a thread and says why each part of it passed. Where the thread waited for
 * another, that one's time is walked instead: what kept the holder of a lock kept the thread, too.
 *
 * <pre>
 *   waiter  |running|....... blocked on a lock .......|
 *                      | walk the holder's time       |
 *   holder       |run|-throttled-|run|-run queue-|run-|wakes the waiter
 *   cause            | lock >    |lock| lock >   |lock|
 *                    | throttled |    | run-queue|    |
 * </pre>
 */
final class CriticalPath {
  // Who waits for somebody who waits for somebody ...: more say nothing, and two threads that hand
  // a lock back and forth would never end.
  private static final int DEEPEST = 8;

  // How far two channels may disagree on when the world stopped.
  private static final long SLACK_NANOS = 100_000;

  // A thread that asks for a stop waits in a futex before the VM thread begins with it.
  private static final long REQUEST_NANOS = 5_000_000;

  private final Observed observed;
  private final BlockedReasons reasons;

  CriticalPath(Observed observed, BlockedReasons reasons) {
    this.observed = observed;
    this.reasons = reasons;
  }

  /** The causes of a thread's interval, end to end. */
  List<Span> ofThread(int tid, long fromNanos, long toNanos) {
    Tiling tiling = new Tiling(fromNanos, toNanos);
    walk(tiling, tid, toNanos, Trail.START, 0);
    return tiling.spans();
  }

  /** Whether a thread was blocked with nothing to do, all the time until it was woken. */
  boolean isIdle(Turn turn) {
    return turn.offCpuNanos() > 0
        && stopThatHeld(turn).isEmpty()
        && reasons.of(turn, false) instanceof Itself(Mechanism mechanism, String _)
        && mechanism == Mechanism.IDLE;
  }

  /** The causes of a stop of the world, end to end. */
  List<Span> ofStop(Stop stop) {
    Tiling tiling = new Tiling(stop.startNanos(), stop.endNanos());
    walkStop(tiling, stop, stop.endNanos(), Trail.START, 0);
    return tiling.spans();
  }

  private void walk(Tiling tiling, int tid, long toNanos, Trail trail, int depth) {
    for (Stretch stretch : observed.track(tid).between(tiling.coveredNanos(), toNanos)) {
      switch (stretch.phase()) {
        case RUNNING -> running(tiling, stretch, trail);
        case RUNNABLE -> runnable(tiling, stretch, trail);
        case BLOCKED -> blocked(tiling, stretch, trail, depth);
        case UNKNOWN -> cover(tiling, stretch.toNanos(), trail, Mechanism.UNEXPLAINED, "");
      }
    }
  }

  // Where in a stay on a CPU the interrupts came is not known: their share is put first.
  private static void running(Tiling tiling, Stretch stretch, Trail trail) {
    stretch
        .turn()
        .filter(turn -> turn.interruptNanos() > 0)
        .ifPresent(turn -> {
          double share = (double) turn.interruptNanos() / turn.onCpuNanos();
          long until = stretch.fromNanos() + (long) (share * stretch.nanos());
          cover(tiling, until, trail, Mechanism.INTERRUPT, "");
        });
    cover(tiling, stretch.toNanos(), trail, Mechanism.ON_CPU, "");
  }

  private void runnable(Tiling tiling, Stretch stretch, Trail trail) {
    Turn turn = stretch.turn().orElseThrow();
    if (turn.throttledNanos() > 0) {
      long until = Math.min(stretch.toNanos(), turn.runnableNanos() + turn.throttledNanos());
      cover(tiling, until, trail, Mechanism.THROTTLED, quota());
    }
    String occupant = turn.occupant().name();
    // Soft interrupts that pile up are served by a thread of their own.
    if (occupant.startsWith("ksoftirqd/")) {
      cover(tiling, stretch.toNanos(), trail, Mechanism.INTERRUPT, occupant);
    } else {
      cover(tiling, stretch.toNanos(), trail, Mechanism.RUN_QUEUE, occupant);
    }
  }

  private void blocked(Tiling tiling, Stretch stretch, Trail trail, int depth) {
    Turn turn = stretch.turn().orElseThrow();
    Optional<Stop> stop = stopThatHeld(turn);
    if (stop.isPresent()) {
      // Being woken after the stop belongs to it.
      boolean byTheStopper = observed.role(turn.blocked().wakerTid()) == ThreadRole.VM;
      long until =
          byTheStopper ? stretch.toNanos() : Math.min(stretch.toNanos(), stop.get().endNanos());
      walkStop(tiling, stop.get(), until, trail, depth);
    }
    if (tiling.coveredNanos() >= stretch.toNanos()) {
      return;
    }
    switch (reasons.of(turn, !trail.isStart())) {
      case Itself(Mechanism mechanism, String detail) ->
          cover(tiling, stretch.toNanos(), trail, mechanism, detail);
      case Another(Mechanism mechanism, String detail, int holder) ->
          follow(tiling, turn.tid(), holder, stretch.toNanos(), trail.to(mechanism, detail), depth);
      case Partner(int partner) ->
          follow(tiling, turn.tid(), partner, stretch.toNanos(), trail, depth);
    }
  }

  private void follow(Tiling tiling, int waiter, int holder, long toNanos, Trail trail, int depth) {
    if (holder != 0 && holder != waiter && depth < DEEPEST) {
      walk(tiling, holder, toNanos, trail, depth + 1);
    }
    tiling.coverUpTo(
        toNanos, trail.cause().orElse(Cause.UNEXPLAINED), trail.detail()); // nobody to follow
  }

  /**
   * The stop that a thread was blocked by: it blocked while the world was stopping or stopped, or
   * asked for the stop, and it went on no earlier than the world did.
   */
  private Optional<Stop> stopThatHeld(Turn turn) {
    ThreadRole role = observed.role(turn.tid());
    if (role == ThreadRole.VM || role == ThreadRole.COLLECTOR || !reasons.inFutex(turn)) {
      return Optional.empty();
    }
    Optional<Stop> stop = observed.stops().endingAfter(turn.leftNanos());
    return stop.isPresent() && holds(stop.get(), turn) ? stop : Optional.empty();
  }

  private boolean holds(Stop stop, Turn turn) {
    long left = turn.leftNanos();
    if (turn.runnableNanos() < stop.endNanos() - SLACK_NANOS) {
      return false;
    }
    if (stop.startNanos() <= left + SLACK_NANOS) {
      return true;
    }
    boolean askedForIt =
        stop.startNanos() <= left + REQUEST_NANOS
            && observed.role(turn.blocked().wakerTid()) == ThreadRole.VM;
    return askedForIt && !reasons.isTold(turn);
  }

  /** Covers with a stop, or with what of it is not covered yet. */
  private void walkStop(Tiling tiling, Stop stop, long untilNanos, Trail trail, int depth) {
    Trail inside =
        trail.to(stop.collection() ? Mechanism.GC_PAUSE : Mechanism.SAFEPOINT, stop.operation());
    int vmThread = observed.vmThread().orElse(0);
    long asked = Math.min(untilNanos, stop.startNanos());
    if (tiling.coveredNanos() < asked) {
      follow(tiling, 0, vmThread, asked, inside, depth);
    }
    long stopped = Math.min(untilNanos, stop.stoppedNanos());
    if (tiling.coveredNanos() < stopped) {
      int straggler = straggler(stop);
      follow(
          tiling,
          0,
          straggler,
          stopped,
          trail.to(Mechanism.TIME_TO_SAFEPOINT, observed.name(straggler)),
          depth);
    }
    if (tiling.coveredNanos() < untilNanos) {
      follow(tiling, 0, vmThread, untilNanos, inside, depth);
    }
  }

  /** The thread that stopped last: the one that left its CPU last before all had stopped. */
  private int straggler(Stop stop) {
    int last = 0;
    long lastLeft = stop.startNanos();
    for (int tid : observed.threads()) {
      ThreadRole role = observed.role(tid);
      if (role != ThreadRole.APPLICATION && role != ThreadRole.CARRIER) {
        continue;
      }
      for (Stretch stretch :
          observed.track(tid).between(stop.startNanos(), stop.stoppedNanos() + SLACK_NANOS)) {
        boolean stopsHere =
            stretch.phase() == Stretch.Phase.BLOCKED
                && stretch.fromNanos() > lastLeft
                && stretch
                    .turn()
                    .filter(turn -> turn.runnableNanos() >= stop.stoppedNanos())
                    .isPresent();
        if (stopsHere) {
          last = tid;
          lastLeft = stretch.fromNanos();
        }
      }
    }
    return last;
  }

  private String quota() {
    return observed.quotas().stream()
        .findFirst()
        .map(quota ->
            "%s (quota %d ms per %d ms)"
                .formatted(
                    quota.cgroup(),
                    quota.quotaNanos() / 1_000_000,
                    quota.periodNanos() / 1_000_000))
        .orElse("");
  }

  private static void cover(
      Tiling tiling, long untilNanos, Trail trail, Mechanism mechanism, String detail) {
    tiling.coverUpTo(untilNanos, trail.end(mechanism), trail.to(mechanism, detail).detail());
  }
}
