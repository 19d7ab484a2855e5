package dev.keelson.latency.cause;

/**
 * A stretch of time with one cause.
 *
 * @param fromNanos its start, CLOCK_MONOTONIC
 * @param toNanos its end
 * @param cause why the time passed
 * @param detail who or what: a thread, a class, a file; empty if there is nothing to say
 */
record Span(long fromNanos, long toNanos, Cause cause, String detail) {
  long nanos() {
    return toNanos - fromNanos;
  }
}
