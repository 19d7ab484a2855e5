package dev.keelson.latency;

/**
 * What is said about one kind of interval. Count, sum, minimum, maximum, mean and variance are
 * exact; percentiles come from a histogram (within 0.1 % for a process, 1 % for a thread) and never
 * leave the range from minimum to maximum. Everything is 0 when there was no interval.
 *
 * @param count intervals seen
 * @param sumNanos their sum
 * @param meanNanos their mean
 * @param varianceNanos2 population variance, in square nanoseconds
 */
public record Summary(
    long count,
    long sumNanos,
    long minNanos,
    long p50Nanos,
    long p90Nanos,
    long p99Nanos,
    long p999Nanos,
    long maxNanos,
    double meanNanos,
    double varianceNanos2) {

  /** The summary of no interval at all. */
  public static final Summary NONE = new Summary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
