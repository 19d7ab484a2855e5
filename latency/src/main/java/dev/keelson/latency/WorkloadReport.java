package dev.keelson.latency;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What was measured of one workload: a process, a command, a demo, or the whole machine.
 *
 * @param name what reports call it, for example {@code cpu} or {@code pid 4711}
 * @param startEpochMillis wall-clock time of the start, milliseconds since 1970
 * @param durationNanos how long it was measured
 * @param runQueueWait of all its threads
 * @param offCpu of all its threads
 * @param runQueueWaits histogram behind {@link #runQueueWait()}, nanoseconds; not to be changed
 * @param offCpuTimes histogram behind {@link #offCpu()}, nanoseconds; not to be changed
 * @param threads longest total wait first
 * @param longestWaits longest first, at most 20
 */
public record WorkloadReport(
    String name,
    long startEpochMillis,
    long durationNanos,
    Summary runQueueWait,
    Summary offCpu,
    Histogram runQueueWaits,
    Histogram offCpuTimes,
    List<ThreadReport> threads,
    List<LongWait> longestWaits) {
  public WorkloadReport {
    threads = List.copyOf(threads);
    longestWaits = List.copyOf(longestWaits);
  }
}
