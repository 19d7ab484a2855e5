package dev.keelson.latency.report;

import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.CauseSum;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Part;
import java.util.List;

/**
 * Causes worth a sentence. Something is always the slowest: a machine that idles and a service that
 * is well have their longest waits, too, and these are no reason to do anything.
 *
 * <p>A cause raises an alarm when it has a tenth of the slow time, and either held somebody up for
 * {@value #LONG_NANOS} ns at once, or took two hundredths of the time that was watched.
 */
public final class Alarms {
  private static final long LONG_NANOS = 10_000_000;
  private static final double WORTH_A_SENTENCE = 0.1;
  private static final double MUCH = 0.02;

  // What was watched is known by the intervals alone: of few that lie close together, at least so
  // much.
  private static final long WATCHED_NANOS = 1_000_000_000;

  private Alarms() {}

  /** The causes that raise one, the largest first. */
  public static List<CauseSum> of(CauseReport report) {
    long much = Math.round(MUCH * watchedNanos(report.worst()));
    return report.causes().stream()
        .filter(sum -> sum.share() >= WORTH_A_SENTENCE)
        .filter(sum -> sum.nanos() >= much || longest(sum, report.worst()) >= LONG_NANOS)
        .toList();
  }

  private static long watchedNanos(List<Interval> intervals) {
    long from = intervals.stream().mapToLong(Interval::startNanos).min().orElse(0);
    long to = intervals.stream().mapToLong(Interval::endNanos).max().orElse(0);
    return Math.max(WATCHED_NANOS, to - from);
  }

  private static long longest(CauseSum sum, List<Interval> intervals) {
    return intervals.stream()
        .flatMap(interval -> interval.parts().stream())
        .filter(part -> part.cause().equals(sum.cause()))
        .mapToLong(Part::nanos)
        .max()
        .orElse(0);
  }
}
