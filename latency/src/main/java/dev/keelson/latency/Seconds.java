package dev.keelson.latency;

import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.cause.Part;
import dev.keelson.latency.cause.ThreadTime;
import dev.keelson.latency.cause.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up windows of a second that lie end to end, from the start of the measurement on, so that
 * what is said of the whole run is exactly the sum of what was said of its seconds. Mutable,
 * confined to one thread.
 */
final class Seconds {
  private static final long SECOND = 1_000_000_000;

  private final Origin origin;
  private final long lagNanos;
  private final Map<Integer, Total> totals = new HashMap<>();
  private long explainedUntil;
  private Optional<Window> last = Optional.empty();

  /** What a thread did so far; the last name and role count. */
  private static final class Total {
    final Map<Cause, Part> parts = new HashMap<>();
    final Map<Cause, Long> longest = new HashMap<>();
    ThreadTime last;
    long nanos;
  }

  /**
   * Nothing explained yet.
   *
   * @param lagNanos how late a fact may come
   */
  Seconds(Origin origin, long lagNanos) {
    this.origin = origin;
    this.lagNanos = lagNanos;
    this.explainedUntil = origin.nanos();
  }

  /** Whether everything of the next second must have arrived. */
  boolean isDue(long nowNanos) {
    return nowNanos - lagNanos >= nextToNanos();
  }

  long nextFromNanos() {
    return explainedUntil;
  }

  long nextToNanos() {
    return explainedUntil + SECOND;
  }

  /** Takes the next second in. */
  void add(Window window) {
    if (window.fromNanos() != nextFromNanos() || window.toNanos() != nextToNanos()) {
      throw new IllegalArgumentException(
          "The next second is %d to %d, not %d to %d."
              .formatted(nextFromNanos(), nextToNanos(), window.fromNanos(), window.toNanos()));
    }
    explainedUntil = window.toNanos();
    last = Optional.of(window);
    window.threads().forEach(this::add);
  }

  private void add(ThreadTime time) {
    Total total = totals.computeIfAbsent(time.tid(), _ -> new Total());
    total.last = time;
    total.nanos += time.nanos();
    for (Part part : time.parts()) {
      Part before = total.parts.getOrDefault(part.cause(), new Part(part.cause(), 0, ""));
      boolean leads = part.nanos() > total.longest.getOrDefault(part.cause(), 0L);
      if (leads) {
        total.longest.put(part.cause(), part.nanos());
      }
      total.parts.put(
          part.cause(),
          new Part(
              part.cause(),
              before.nanos() + part.nanos(),
              leads ? part.detail() : before.detail()));
    }
  }

  /** All of it; empty before the first second. */
  Optional<LiveCauses> view(List<Interval> worst) {
    return last.map(
        window -> new LiveCauses(origin, window, explainedUntil - origin.nanos(), run(), worst));
  }

  private List<ThreadTime> run() {
    List<ThreadTime> run = new ArrayList<>();
    for (Total total : totals.values()) {
      ThreadTime named = total.last;
      List<Part> parts =
          total.parts.values().stream()
              .sorted(Comparator.comparingLong(Part::nanos).reversed())
              .toList();
      run.add(new ThreadTime(named.tid(), named.thread(), named.role(), total.nanos, parts));
    }
    return run;
  }
}
