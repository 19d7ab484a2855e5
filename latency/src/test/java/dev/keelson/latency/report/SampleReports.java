package dev.keelson.latency.report;

import dev.keelson.latency.LatencyReport;
import dev.keelson.latency.LongWait;
import dev.keelson.latency.ObserverCost;
import dev.keelson.latency.Summary;
import dev.keelson.latency.ThreadReport;
import dev.keelson.latency.WorkloadReport;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.HdrHistogram.Histogram;

/** Reports with known content. */
final class SampleReports {
  private SampleReports() {}

  static LatencyReport one() {
    return new LatencyReport(
        new LatencyReport.Subject(
            "process", OptionalInt.of(4711), List.of("java", "-jar", "a.jar")),
        "6.18.44",
        Optional.of("25.0.3+9-LTS"),
        10_000_000_000L,
        List.of(workload("pid 4711")),
        new ObserverCost(true, 1_000_000, 400_000, 3, 2, 310_000_000, 90_000_000, 20_000_000_000L));
  }

  /** The same, where the kernel does not count runs for this user. */
  static LatencyReport uncounted() {
    LatencyReport one = one();
    return new LatencyReport(
        one.target(),
        one.kernel(),
        one.jvm(),
        one.durationNanos(),
        one.workloads(),
        new ObserverCost(false, 0, 400_000, 3, 2, 0, 90_000_000, 20_000_000_000L));
  }

  /** One thread of that name. */
  static LatencyReport named(String thread) {
    LatencyReport one = one();
    WorkloadReport workload = one.workloads().getFirst();
    return new LatencyReport(
        one.target(),
        one.kernel(),
        one.jvm(),
        one.durationNanos(),
        List.of(
            new WorkloadReport(
                workload.name(),
                workload.startEpochMillis(),
                workload.durationNanos(),
                workload.runQueueWait(),
                workload.offCpu(),
                workload.runQueueWaits(),
                workload.offCpuTimes(),
                List.of(
                    new ThreadReport(
                        4712, 4711, thread, workload.runQueueWait(), workload.offCpu(), 9)),
                List.of())),
        one.observer());
  }

  static LatencyReport two() {
    LatencyReport one = one();
    return new LatencyReport(
        new LatencyReport.Subject("demo", OptionalInt.empty(), List.of()),
        one.kernel(),
        Optional.empty(),
        20_000_000_000L,
        List.of(workload("cpu"), workload("mixed")),
        new ObserverCost(true, 0, 0, 0, 0, 0, 0, 0));
  }

  private static WorkloadReport workload(String name) {
    Summary waits =
        new Summary(3, 60_000, 10_000, 20_000, 30_000, 30_000, 30_000, 30_000, 2e4, 6.7e7);
    Summary off =
        new Summary(
            1, 5_000_000, 5_000_000, 5_000_000, 5_000_000, 5_000_000, 5_000_000, 5_000_000, 5e6, 0);
    return new WorkloadReport(
        name,
        1_700_000_000_000L,
        10_000_000_000L,
        waits,
        off,
        histogram(10_000, 20_000, 30_000),
        histogram(5_000_000),
        List.of(
            new ThreadReport(4712, 4711, "a, \"quoted\" one", waits, off, 9_000_000_000L),
            new ThreadReport(4713, 4711, "idle", Summary.NONE, Summary.NONE, 0)),
        List.of(
            new LongWait(
                4712, "a, \"quoted\" one", 1, 123_456_789, 30_000, true, 881, 880, "hog", 29_000),
            new LongWait(
                4712, "a, \"quoted\" one", 0, 123_456_000, 20_000, false, 0, 0, "idle", 20_000)));
  }

  private static Histogram histogram(long... values) {
    Histogram histogram = new Histogram(3);
    for (long value : values) {
      histogram.recordValue(value);
    }
    return histogram;
  }
}
