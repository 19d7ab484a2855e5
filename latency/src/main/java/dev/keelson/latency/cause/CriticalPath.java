package dev.keelson.latency.cause;

import dev.keelson.jvm.JvmEvent.Stop;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.cause.Reason.Another;
import dev.keelson.latency.cause.Reason.Itself;
import dev.keelson.latency.cause.Reason.Partner;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.timeline.Observed;
import dev.keelson.latency.timeline.Stays.Stay;
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
        case RUNNABLE -> runnable(tiling, stretch, trail, depth);
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

  private void runnable(Tiling tiling, Stretch stretch, Trail trail, int depth) {
    Turn turn = stretch.turn().orElseThrow();
    if (turn.throttledNanos() > 0) {
      long until = Math.min(stretch.toNanos(), turn.runnableNanos() + turn.throttledNanos());
      cover(tiling, until, trail, Mechanism.THROTTLED, quota());
    }
    // Where in the wait the hypervisor had the CPU is not known: its share is put first.
    long covered = tiling.coveredNanos();
    long stolen =
        stretch.toNanos() > covered
            ? observed.stolenNanos(turn.cpu(), covered, stretch.toNanos())
            : 0;
    if (stolen > 0) {
      cover(tiling, covered + stolen, trail, Mechanism.STEAL, "CPU " + turn.cpu());
    }
    if (turn.kind() == Turn.Kind.WOKEN && isApplication(turn.tid())) {
      // With a CPU it would have come no farther: who was blocked may not go on in Java while the
      // world stands still.
      Optional<Stop> stop = observed.stops().endingAfter(tiling.coveredNanos());
      while (stop.isPresent() && stop.get().stoppedNanos() < stretch.toNanos()) {
        waitForCpu(tiling, stop.get().stoppedNanos(), trail, turn);
        walkStop(
            tiling, stop.get(), Math.min(stretch.toNanos(), stop.get().endNanos()), trail, depth);
        stop = observed.stops().endingAfter(stop.get().endNanos());
      }
    }
    waitForCpu(tiling, stretch.toNanos(), trail, turn);
  }

  private boolean isApplication(int tid) {
    return switch (observed.role(tid)) {
      case APPLICATION, CARRIER -> true;
      case VM, COLLECTOR, COMPILER, SERVICE -> false;
    };
  }

  /** Until a time before it got its CPU, or when it did. */
  private void waitForCpu(Tiling tiling, long untilNanos, Trail trail, Turn turn) {
    // Whoever had the CPU has left it when the waiter got it.
    List<Stay> others =
        observed.stays().endingIn(turn.cpu(), tiling.coveredNanos(), turn.endNanos());
    String stranger = strangerOf(turn, others);
    for (Stay other : others) {
      long from = Math.min(untilNanos, other.fromNanos());
      behindStrangers(tiling, from, trail, turn, stranger);
      long to = Math.min(untilNanos, other.toNanos());
      String name = observed.name(other.tid());
      if (observed.role(other.tid()) == ThreadRole.COMPILER) {
        cover(tiling, to, trail.to(Mechanism.RUN_QUEUE, ""), Mechanism.JIT, name);
      } else {
        cover(tiling, to, trail, Mechanism.RUN_QUEUE, name);
      }
    }
    behindStrangers(tiling, untilNanos, trail, turn, stranger);
  }

  private void behindStrangers(
      Tiling tiling, long untilNanos, Trail trail, Turn turn, String stranger) {
    if (turn.throttleBoundNanos() > 0 && turn.occupant().tid() == 0 && turn.stranger().isEmpty()) {
      // When its quota came back is not known. But nobody had the CPU, and it did not get it.
      long until = turn.runnableNanos() + turn.throttledNanos() + turn.throttleBoundNanos();
      cover(tiling, Math.min(untilNanos, until), trail, Mechanism.THROTTLED, quota());
    }
    // Soft interrupts that pile up are served by a thread of their own.
    Mechanism mechanism =
        stranger.startsWith("ksoftirqd/") ? Mechanism.INTERRUPT : Mechanism.RUN_QUEUE;
    cover(tiling, untilNanos, trail, mechanism, stranger);
  }

  /**
   * Who had the CPU when none of the threads did whose turns are known. Of several the kernel side
   * names one: that one stands for all.
   */
  private static String strangerOf(Turn turn, List<Stay> others) {
    if (!turn.stranger().isEmpty()) {
      return turn.stranger();
    }
    int occupant = turn.occupant().tid();
    boolean known = others.stream().anyMatch(other -> other.tid() == occupant);
    return known ? "" : turn.occupant().name();
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
   * asked for the stop, and it went on no earlier than the world did. Who waited for something else
   * then, and was woken by somebody else, was not.
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
    int waker = turn.blocked().wakerTid();
    boolean byTheStopper = observed.role(waker) == ThreadRole.VM;
    if (stop.startNanos() <= left + SLACK_NANOS) {
      return byTheStopper || waker == 0 || !reasons.isTold(turn);
    }
    boolean askedForIt = stop.startNanos() <= left + REQUEST_NANOS && byTheStopper;
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
      Straggler last = straggler(stop);
      Trail reaching = trail.to(Mechanism.TIME_TO_SAFEPOINT, observed.name(last.tid()));
      follow(tiling, 0, last.tid(), Math.min(stopped, last.leftNanos()), reaching, depth);
      follow(tiling, 0, vmThread, stopped, reaching, depth); // it has yet to notice
    }
    if (tiling.coveredNanos() < untilNanos) {
      follow(tiling, 0, vmThread, untilNanos, inside, depth);
    }
  }

  /**
   * A thread that stopped.
   *
   * @param tid 0 for nobody
   * @param leftNanos when it left its CPU
   */
  private record Straggler(int tid, long leftNanos) {}

  /** The thread that stopped last: the one that left its CPU last before all had stopped. */
  private Straggler straggler(Stop stop) {
    int last = 0;
    long lastLeft = stop.startNanos();
    for (int tid : observed.threads()) {
      if (!isApplication(tid)) {
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
    return new Straggler(last, lastLeft);
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
