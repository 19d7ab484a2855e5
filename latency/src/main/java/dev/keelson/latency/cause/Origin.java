package dev.keelson.latency.cause;

import java.time.Instant;

/**
 * One moment on both clocks, so that times can be shown as people's clocks show them.
 *
 * @param nanos CLOCK_MONOTONIC
 * @param epochMillis milliseconds since 1970
 */
public record Origin(long nanos, long epochMillis) {
  /** This moment. */
  public static Origin now() {
    return new Origin(System.nanoTime(), System.currentTimeMillis());
  }

  /** A time of CLOCK_MONOTONIC as a time of day. */
  public Instant instant(long atNanos) {
    return Instant.ofEpochMilli(epochMillis).plusNanos(atNanos - nanos);
  }
}
