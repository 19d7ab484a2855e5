package dev.keelson.faults;

/**
 * A time in which a fault was there.
 *
 * @param tid the thread that it held up; 0 for all of the process
 * @param fromNanos CLOCK_MONOTONIC
 * @param toNanos the same
 */
record Window(int tid, long fromNanos, long toNanos) {
  long nanos() {
    return toNanos - fromNanos;
  }

  /** Whether all of an interval lies in it. */
  boolean holds(long from, long to) {
    return from >= fromNanos && to <= toNanos;
  }

  /** How much of an interval lies in it. */
  long overlapNanos(long from, long to) {
    return Math.max(0, Math.min(toNanos, to) - Math.max(fromNanos, from));
  }
}
