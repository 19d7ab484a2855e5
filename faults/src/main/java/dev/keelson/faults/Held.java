package dev.keelson.faults;

/**
 * For how long a fault held somebody up, by an account that is not the analysis's: the injector's
 * or the JVM's log, the kernel's counters.
 *
 * @param whose the thread's number; 0 for the JVM as a whole, whose intervals are its pauses
 * @param fromNanos the account's beginning, CLOCK_MONOTONIC
 * @param toNanos its end
 * @param nanos how long of that time
 */
record Held(int whose, long fromNanos, long toNanos, long nanos) {
  /** All of the time in which the fault was there. */
  static Held all(Window window) {
    return new Held(window.tid(), window.fromNanos(), window.toNanos(), window.nanos());
  }
}
