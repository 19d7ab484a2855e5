package dev.keelson.latency.cause;

import java.util.List;

/**
 * What all threads did in a stretch of time.
 *
 * @param fromNanos its start, CLOCK_MONOTONIC
 * @param toNanos its end
 * @param threads those of which something is known in it, in no order
 */
public record Window(long fromNanos, long toNanos, List<ThreadTime> threads) {
  public Window {
    threads = List.copyOf(threads);
  }
}
