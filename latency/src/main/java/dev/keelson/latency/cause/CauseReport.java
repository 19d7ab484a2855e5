package dev.keelson.latency.cause;

import dev.keelson.latency.fact.Fact;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Why it was slow.
 *
 * @param origin one moment on both clocks
 * @param worst the ranked intervals, the longest first
 * @param aboveLimit how many were above the limit from which on every one is ranked; empty without
 *     one
 * @param causes what each cause had in them, the largest first
 * @param idle waits in which there was nothing to do, and how long they were
 * @param unexamined waits of the JVM's own threads and waits too short to be ranked, and how long
 *     they were
 * @param clockResidualNanos of 100 times of the flight recorder 99 are off by at most so much;
 *     empty when it was not used
 * @param missing sources that were not there
 */
public record CauseReport(
    Origin origin,
    List<Interval> worst,
    Optional<AboveLimit> aboveLimit,
    List<CauseSum> causes,
    Sum idle,
    Sum unexamined,
    OptionalLong clockResidualNanos,
    List<Fact.Missing> missing) {
  /** A number of waits and their time. */
  public record Sum(long count, long nanos) {
    /** Of no wait. */
    public static final Sum NONE = new Sum(0, 0);

    Sum plus(long moreNanos) {
      return new Sum(count + 1, nanos + moreNanos);
    }

    Sum plus(Sum other) {
      return new Sum(count + other.count, nanos + other.nanos);
    }
  }

  public CauseReport {
    worst = List.copyOf(worst);
    causes = List.copyOf(causes);
    missing = List.copyOf(missing);
  }

  /** The time of all ranked intervals. */
  public long rankedNanos() {
    return worst.stream().mapToLong(Interval::durationNanos).sum();
  }

  /** The intervals of two measurements ranked together; clocks as the worse of both. */
  public CauseReport plus(CauseReport other) {
    List<Interval> both =
        Stream.concat(worst.stream(), other.worst.stream())
            .sorted(Comparator.comparingLong(Interval::durationNanos).reversed())
            .toList();
    return new CauseReport(
        origin,
        both,
        Stream.concat(aboveLimit.stream(), other.aboveLimit.stream()).reduce(AboveLimit::plus),
        sums(both),
        idle.plus(other.idle),
        unexamined.plus(other.unexamined),
        LongStream.concat(clockResidualNanos.stream(), other.clockResidualNanos.stream()).max(),
        Stream.concat(missing.stream(), other.missing.stream()).distinct().toList());
  }

  /** What is said of a cause so far. */
  private static final class Tally {
    final Map<String, Long> details = new HashMap<>();
    int latest = -1;
    int intervals;

    void add(int interval, Part part) {
      details.merge(part.detail(), part.nanos(), Long::sum);
      if (latest != interval) { // a cause may have several parts
        latest = interval;
        intervals++;
      }
    }

    CauseSum sum(Cause cause, long total) {
      long nanos = details.values().stream().mapToLong(Long::longValue).sum();
      String detail =
          details.entrySet().stream()
              .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry::getKey))
              .map(Map.Entry::getKey)
              .orElse("");
      return new CauseSum(cause, nanos, (double) nanos / total, intervals, detail);
    }
  }

  /** What each cause had in these intervals, the largest first. */
  public static List<CauseSum> sums(List<Interval> intervals) {
    long total = intervals.stream().mapToLong(Interval::durationNanos).sum();
    Map<Cause, Tally> tallies = new HashMap<>();
    for (int i = 0; i < intervals.size(); i++) {
      for (Part part : intervals.get(i).parts()) {
        tallies.computeIfAbsent(part.cause(), _ -> new Tally()).add(i, part);
      }
    }
    return tallies.entrySet().stream()
        .map(entry -> entry.getValue().sum(entry.getKey(), total))
        .sorted(
            Comparator.comparingLong(CauseSum::nanos)
                .reversed()
                .thenComparing(sum -> sum.cause().text()))
        .toList();
  }
}
