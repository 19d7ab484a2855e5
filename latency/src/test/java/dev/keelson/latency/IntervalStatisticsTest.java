package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class IntervalStatisticsTest {
  @Test
  void noIntervalGivesZeros() {
    assertThat(new IntervalStatistics(new Histogram(3)).summary()).isEqualTo(Summary.NONE);
  }

  @Test
  void aNegativeIntervalCountsAsZero() {
    IntervalStatistics statistics = new IntervalStatistics(new Histogram(3));
    statistics.add(-5);

    assertThat(statistics.summary().count()).isEqualTo(1);
    assertThat(statistics.summary().minNanos()).isZero();
  }

  @Test
  void theVarianceOfLongAndAlikeIntervalsIsNotLostToRounding() {
    IntervalStatistics statistics = new IntervalStatistics(new Histogram(3));
    for (int i = 0; i < 1000; i++) {
      statistics.add(3_000_000_000_000L + i % 2);
    }

    assertThat(statistics.summary().varianceNanos2()).isEqualTo(0.25, within(1e-6));
  }

  @Property(tries = 200)
  void everythingAgreesWithTheSortedIntervals(
      @ForAll @Size(min = 1, max = 300)
          List<@LongRange(min = 0, max = 100_000_000_000L) Long> intervals) {
    IntervalStatistics statistics = new IntervalStatistics(new Histogram(3));
    intervals.forEach(statistics::add);

    long[] sorted = intervals.stream().mapToLong(Long::longValue).sorted().toArray();
    Summary summary = statistics.summary();
    double mean = Arrays.stream(sorted).average().orElseThrow();
    double variance =
        Arrays.stream(sorted).mapToDouble(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(summary.count()).isEqualTo(sorted.length);
    assertThat(summary.sumNanos()).isEqualTo(Arrays.stream(sorted).sum());
    assertThat(summary.minNanos()).isEqualTo(sorted[0]);
    assertThat(summary.maxNanos()).isEqualTo(sorted[sorted.length - 1]);
    assertThat(summary.meanNanos()).isEqualTo(mean, within(mean * 1e-9));
    assertThat(summary.varianceNanos2()).isEqualTo(variance, within(variance * 1e-6 + 1e-6));
    assertNear(summary.p50Nanos(), sorted, 0.5);
    assertNear(summary.p99Nanos(), sorted, 0.99);
  }

  private static void assertNear(long percentile, long[] sorted, double share) {
    long exact = sorted[(int) Math.ceil(share * sorted.length) - 1];
    assertThat((double) percentile).isEqualTo((double) exact, within(exact * 0.001 + 1));
  }
}
