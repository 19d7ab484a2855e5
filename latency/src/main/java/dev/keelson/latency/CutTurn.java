package dev.keelson.latency;

import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.fact.Turn.Occupant;
import dev.keelson.latency.program.ThreadState;
import dev.keelson.latency.program.ThreadTurns;
import java.util.Optional;

/** The turn that a thread is in when the measurement ends, as far as it has come. */
final class CutTurn {
  private CutTurn() {}

  /**
   * That turn; empty for a thread of which nothing is known.
   *
   * @param thread what the kernel side knows of it
   */
  static Optional<Turn> of(int tid, ThreadState thread, long endNanos) {
    long inPhase =
        Math.max(0, endNanos - thread.since); // until the programs were detached it went on
    long onCpu = thread.onCpuNanos;
    long offCpu = -1;
    long wait = 0;
    Blocked blocked = Blocked.NOT;
    switch (thread.phase) {
      case ThreadTurns.RUNNING -> onCpu += inPhase;
      case ThreadTurns.BLOCKED -> {
        offCpu = inPhase;
        blocked = blocked(thread, 0, 0);
      }
      case ThreadTurns.WOKEN -> {
        offCpu = Math.max(-1, thread.offCpuNanos);
        wait = inPhase;
        blocked = offCpu < 0 ? Blocked.NOT : blocked(thread, thread.wakerTid, thread.wakerPid);
      }
      case ThreadTurns.PREEMPTED -> wait = inPhase;
      default -> {
        return Optional.empty();
      }
    }
    // How long of it was throttled is known when it ends.
    long bound = thread.throttledSince == 0 ? 0 : wait;
    return Optional.of(
        new Turn(
            tid,
            thread.pid,
            0,
            Turn.Kind.CUT,
            Math.max(endNanos, thread.since),
            wait,
            offCpu,
            onCpu,
            Math.clamp(thread.interruptNanos, 0, onCpu),
            0,
            bound,
            thread.virtualThread,
            blocked,
            Occupant.NONE,
            ""));
  }

  private static Blocked blocked(ThreadState thread, int wakerTid, int wakerPid) {
    return new Blocked(
        thread.state,
        thread.systemCall,
        thread.argument0,
        thread.argument1,
        thread.argument2,
        thread.io,
        thread.reclaim,
        wakerTid,
        wakerPid);
  }
}
