package dev.keelson.latency.timeline;

import dev.keelson.latency.fact.Turn;
import java.util.Optional;

/**
 * A stretch of a thread's time in one phase, cut to what was asked for.
 *
 * @param phase what it was doing
 * @param fromNanos from when, CLOCK_MONOTONIC
 * @param toNanos until when
 * @param turn the turn that says so; empty when the phase is {@link Phase#UNKNOWN}, or presumed
 */
public record Stretch(Phase phase, long fromNanos, long toNanos, Optional<Turn> turn) {
  /** What a thread can be doing. */
  public enum Phase {
    /** On a CPU. */
    RUNNING,
    /** Off the CPU, not runnable. */
    BLOCKED,
    /** Off the CPU, runnable. */
    RUNNABLE,
    /** Nothing is known of it then. */
    UNKNOWN
  }

  /** How long it is. */
  public long nanos() {
    return toNanos - fromNanos;
  }
}
