package dev.keelson.latency;

import dev.keelson.latency.cause.CauseReport;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A whole measurement: what every form of output prints.
 *
 * @param target what was measured
 * @param kernel release of the running kernel, as {@code uname -r} prints it
 * @param jvm vendor and version of the JVM that was measured; empty when it is none
 * @param durationNanos how long was measured, in total
 * @param workloads at least one
 * @param observer what observing cost
 * @param causes why it was slow; empty when that was not asked for
 */
public record LatencyReport(
    Subject target,
    String kernel,
    Optional<String> jvm,
    long durationNanos,
    List<WorkloadReport> workloads,
    ObserverCost observer,
    Optional<CauseReport> causes) {
  public LatencyReport {
    workloads = List.copyOf(workloads);
    if (workloads.isEmpty()) {
      throw new IllegalArgumentException("A report needs at least one workload.");
    }
  }

  /**
   * What was measured.
   *
   * @param kind {@code process}, {@code command}, {@code all} or {@code demo}
   * @param pid its process id; empty for {@code all} and {@code demo}
   * @param command its command line; empty when there is none or it could not be read
   */
  public record Subject(String kind, OptionalInt pid, List<String> command) {
    public Subject {
      command = List.copyOf(command);
    }
  }

  /**
   * Measurements made one after the other as one report with their workloads side by side. Kernel
   * and JVM are those of the first; duration and cost are summed.
   *
   * @param reports at least one
   */
  public static LatencyReport sideBySide(Subject target, List<LatencyReport> reports) {
    if (reports.isEmpty()) {
      throw new IllegalArgumentException("Side by side needs at least one report.");
    }
    LatencyReport first = reports.getFirst();
    return new LatencyReport(
        target,
        first.kernel(),
        reports.stream().map(LatencyReport::jvm).flatMap(Optional::stream).findFirst(),
        reports.stream().mapToLong(LatencyReport::durationNanos).sum(),
        reports.stream().flatMap(report -> report.workloads().stream()).toList(),
        reports.stream().map(LatencyReport::observer).reduce(ObserverCost.NONE, ObserverCost::plus),
        reports.stream()
            .map(LatencyReport::causes)
            .flatMap(Optional::stream)
            .reduce(CauseReport::plus));
  }
}
