package dev.keelson.latency.cause;

import java.util.List;

/**
 * A stretch of time in which something could not go on, with its causes.
 *
 * @param kind whose it is
 * @param tid the thread; of a pause, the thread that carried it out, 0 if unknown
 * @param thread its name; empty if unknown
 * @param virtualThread the virtual thread that waited on it; 0 for none
 * @param startNanos when it began, CLOCK_MONOTONIC
 * @param durationNanos how long it was
 * @param parts its causes, the largest first, each as often as there is something else to say of
 *     it: two threads that had the CPU are two parts; their sum is the duration, to the nanosecond
 */
public record Interval(
    Kind kind,
    int tid,
    String thread,
    long virtualThread,
    long startNanos,
    long durationNanos,
    List<Part> parts) {
  /** Whose an interval is. */
  public enum Kind {
    /** One thread waited. */
    WAIT,
    /** The whole JVM did. */
    PAUSE
  }

  public Interval {
    parts = List.copyOf(parts);
    long sum = parts.stream().mapToLong(Part::nanos).sum();
    if (sum != durationNanos) {
      throw new IllegalArgumentException(
          "The parts of an interval of %d ns sum to %d ns: %s."
              .formatted(durationNanos, sum, parts));
    }
  }

  /** Of spans that lie end to end; at least one. */
  static Interval of(Kind kind, int tid, String thread, long virtualThread, List<Span> spans) {
    long start = spans.getFirst().fromNanos();
    return new Interval(
        kind, tid, thread, virtualThread, start, spans.getLast().toNanos() - start, Part.of(spans));
  }

  /** When it was over. */
  public long endNanos() {
    return startNanos + durationNanos;
  }
}
