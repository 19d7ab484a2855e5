package dev.keelson.latency.cause;

import java.util.ArrayList;
import java.util.List;

/**
 * An interval being covered with spans from left to right, without gap or overlap whatever is put
 * into it: a hole is filled as unexplained, and what is covered already stays. That the parts of
 * every interval sum to the whole rests on this class alone. Mutable, confined to one thread.
 */
final class Tiling {
  private final long toNanos;
  private final List<Span> spans = new ArrayList<>();
  private long covered;

  Tiling(long fromNanos, long toNanos) {
    if (toNanos < fromNanos) {
      throw new IllegalArgumentException(
          "An interval ends after it began, not at %d and %d.".formatted(fromNanos, toNanos));
    }
    this.covered = fromNanos;
    this.toNanos = toNanos;
  }

  /** Up to where it is covered. */
  long coveredNanos() {
    return covered;
  }

  /** Covers from where the last span ended up to there; nothing if that is covered. */
  void coverUpTo(long untilNanos, Cause cause, String detail) {
    long until = Math.min(untilNanos, toNanos);
    if (until <= covered) {
      return;
    }
    if (!spans.isEmpty()) {
      Span last = spans.getLast();
      if (last.cause().equals(cause) && last.detail().equals(detail)) {
        spans.set(spans.size() - 1, new Span(last.fromNanos(), until, cause, detail));
        covered = until;
        return;
      }
    }
    spans.add(new Span(covered, until, cause, detail));
    covered = until;
  }

  /** All of the interval, in order. */
  List<Span> spans() {
    coverUpTo(toNanos, Cause.UNEXPLAINED, "");
    return List.copyOf(spans);
  }
}
