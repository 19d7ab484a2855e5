package dev.keelson.latency.report;

import dev.keelson.latency.LatencyReport;
import dev.keelson.latency.LongWait;
import dev.keelson.latency.ObserverCost;
import dev.keelson.latency.Summary;
import dev.keelson.latency.ThreadReport;
import dev.keelson.latency.WorkloadReport;
import dev.keelson.latency.cause.AboveLimit;
import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.cause.Part;
import dev.keelson.latency.fact.Fact;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
        new ObserverCost(true, 1_000_000, 400_000, 3, 2, 310_000_000, 90_000_000, 20_000_000_000L),
        Optional.empty());
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
        new ObserverCost(false, 0, 400_000, 3, 2, 0, 90_000_000, 20_000_000_000L),
        Optional.empty());
  }

  /** The same with causes. */
  static LatencyReport explained() {
    LatencyReport one = one();
    return new LatencyReport(
        one.target(),
        one.kernel(),
        one.jvm(),
        one.durationNanos(),
        one.workloads(),
        one.observer(),
        Optional.of(causes()));
  }

  static CauseReport causes() {
    Cause throttled = Cause.of(Mechanism.THROTTLED);
    Cause queued = Cause.of(Mechanism.RUN_QUEUE);
    String quota = "/shop (quota 50 ms per 100 ms)";
    List<Interval> worst =
        List.of(
            new Interval(
                Interval.Kind.WAIT,
                4712,
                "worker-1",
                77,
                5_000_000,
                41_000_000,
                List.of(
                    new Part(
                        Cause.of(Mechanism.LOCK).behind(Mechanism.THROTTLED), 30_000_000, quota),
                    new Part(Cause.of(Mechanism.LOCK), 11_000_000, "Pool"))),
            new Interval(
                Interval.Kind.WAIT,
                4713,
                "worker-2",
                0,
                6_000_000,
                20_000_000,
                List.of(
                    new Part(throttled, 15_000_000, quota), new Part(queued, 5_000_000, "hog"))),
            new Interval(
                Interval.Kind.PAUSE,
                4714,
                "VM Thread",
                0,
                9_000_000,
                8_000_000,
                List.of(
                    new Part(Cause.of(Mechanism.GC_PAUSE), 7_999_999, "G1CollectForAllocation"),
                    new Part(Cause.UNEXPLAINED, 1, ""))));
    return new CauseReport(
        new Origin(0, 1_700_000_000_000L),
        worst,
        Optional.of(
            new AboveLimit(
                5_000_000, new CauseReport.Sum(5, 81_000_000), new CauseReport.Sum(2, 12_000_000))),
        CauseReport.sums(worst),
        new CauseReport.Sum(12, 34_000_000_000L),
        new CauseReport.Sum(3_456, 78_000_000),
        OptionalLong.of(64),
        List.of(
            new Fact.Missing(
                "the queue of virtual threads",
                "freeze and thaw are not probed",
                "virtual-thread-queue is not told")));
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
                        4712, 4711, thread, workload.runQueueWait(), workload.offCpu(), 9, 2)),
                List.of())),
        one.observer(),
        Optional.empty());
  }

  static LatencyReport two() {
    LatencyReport one = one();
    return new LatencyReport(
        new LatencyReport.Subject("demo", OptionalInt.empty(), List.of()),
        one.kernel(),
        Optional.empty(),
        20_000_000_000L,
        List.of(workload("cpu"), workload("mixed")),
        new ObserverCost(true, 0, 0, 0, 0, 0, 0, 0),
        Optional.empty());
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
            new ThreadReport(
                4712, 4711, "a, \"quoted\" one", waits, off, 9_000_000_000L, 1_000_000L),
            new ThreadReport(4713, 4711, "idle", Summary.NONE, Summary.NONE, 0, 0)),
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
