package dev.keelson.latency;

import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * Adds up intervals: count, sum, extremes, mean and variance exactly, the rest in a histogram.
 * Mutable, confined to one thread; adding an interval makes no garbage.
 */
final class IntervalStatistics {
  private final AbstractHistogram histogram;
  private long count;
  private long sumNanos;
  private long minNanos = Long.MAX_VALUE;
  private long maxNanos;
  // Welford's mean and sum of squared distances: a plain sum of squares loses the variance of
  // intervals that are large and alike.
  private double mean;
  private double squaredDistances;

  IntervalStatistics(AbstractHistogram histogram) {
    this.histogram = histogram;
  }

  /**
   * Adds an interval; a negative one counts as 0, for clocks of two CPUs may differ by a little.
   */
  void add(long nanos) {
    long value = Math.max(0, nanos);
    count++;
    sumNanos += value;
    minNanos = Math.min(minNanos, value);
    maxNanos = Math.max(maxNanos, value);
    double distance = value - mean;
    mean += distance / count;
    squaredDistances += distance * (value - mean);
    histogram.recordValue(value);
  }

  long sumNanos() {
    return sumNanos;
  }

  Summary summary() {
    if (count == 0) {
      return Summary.NONE;
    }
    return new Summary(
        count,
        sumNanos,
        minNanos,
        percentile(50),
        percentile(90),
        percentile(99),
        percentile(99.9),
        maxNanos,
        (double) sumNanos / count,
        squaredDistances / count);
  }

  /** A copy of the histogram. */
  Histogram histogram() {
    Histogram copy = new Histogram(histogram.getNumberOfSignificantValueDigits());
    copy.setAutoResize(true);
    copy.add(histogram);
    return copy;
  }

  private long percentile(double percent) {
    return Math.clamp(histogram.getValueAtPercentile(percent), minNanos, maxNanos);
  }
}
