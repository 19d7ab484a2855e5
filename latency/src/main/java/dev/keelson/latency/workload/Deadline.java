package dev.keelson.latency.workload;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * When a workload ends.
 *
 * @param nanos {@link System#nanoTime()} at the end
 */
record Deadline(long nanos) {
  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean passed() {
    return nanos - System.nanoTime() <= 0;
  }

  /** Wakes up at every step until the end. */
  void sleepInSteps(Duration step) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, step.toNanos()));
    }
  }
}
