package dev.keelson.latency.report;

import dev.keelson.latency.LatencyReport;
import dev.keelson.latency.ObserverCost;
import dev.keelson.latency.Summary;
import dev.keelson.latency.ThreadReport;
import dev.keelson.latency.WorkloadReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The report as CSV (RFC 4180): a row for each workload or thread and kind of interval. What holds
 * for the whole report (kernel, JVM, the observer's cost) is repeated in every row, so that a row
 * can be read alone and files can be joined.
 */
public record CsvReport() implements LatencyWriter {
  private static final List<String> TITLES =
      List.of(
          "workload",
          "scope",
          "pid",
          "tid",
          "thread",
          "interval",
          "count",
          "sum_ns",
          "min_ns",
          "p50_ns",
          "p90_ns",
          "p99_ns",
          "p999_ns",
          "max_ns",
          "mean_ns",
          "variance_ns2",
          "on_cpu_ns",
          "duration_ns",
          "kernel",
          "jvm",
          "events",
          "lost",
          "unmatched",
          "ns_per_event",
          "cpu_share");

  @Override
  public void write(LatencyReport report, OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder();
    addRow(text, TITLES);
    for (WorkloadReport workload : report.workloads()) {
      List<Object> whole = List.of(workload.name(), "workload", "", "", "");
      long onCpuNanos = workload.threads().stream().mapToLong(ThreadReport::onCpuNanos).sum();
      addRows(
          text, report, workload, whole, workload.runQueueWait(), workload.offCpu(), onCpuNanos);
      for (ThreadReport thread : workload.threads()) {
        List<Object> one =
            List.of(workload.name(), "thread", thread.pid(), thread.tid(), thread.name());
        addRows(
            text,
            report,
            workload,
            one,
            thread.runQueueWait(),
            thread.offCpu(),
            thread.onCpuNanos());
      }
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void addRows(
      StringBuilder text,
      LatencyReport report,
      WorkloadReport workload,
      List<Object> who,
      Summary runQueueWait,
      Summary offCpu,
      long onCpuNanos) {
    addRow(text, row(report, workload, who, "run_queue_wait", runQueueWait, onCpuNanos));
    addRow(text, row(report, workload, who, "off_cpu", offCpu, onCpuNanos));
  }

  private static List<Object> row(
      LatencyReport report,
      WorkloadReport workload,
      List<Object> who,
      String interval,
      Summary summary,
      long onCpuNanos) {
    List<Object> row = new ArrayList<>(who);
    row.add(interval);
    row.add(summary.count());
    row.add(summary.sumNanos());
    row.add(summary.minNanos());
    row.add(summary.p50Nanos());
    row.add(summary.p90Nanos());
    row.add(summary.p99Nanos());
    row.add(summary.p999Nanos());
    row.add(summary.maxNanos());
    row.add(summary.meanNanos());
    row.add(summary.varianceNanos2());
    row.add(onCpuNanos);
    row.add(workload.durationNanos());
    row.add(report.kernel());
    row.add(report.jvm().orElse(""));
    ObserverCost observer = report.observer();
    row.add(observer.counted() ? observer.events() : "");
    row.add(observer.lost());
    row.add(observer.unmatched());
    row.add(observer.counted() ? observer.nanosPerEvent() : "");
    row.add(observer.counted() ? observer.cpuShare() : "");
    return row;
  }

  private static void addRow(StringBuilder text, List<?> cells) {
    text.append(cells.stream().map(CsvReport::cell).collect(Collectors.joining(",")))
        .append("\r\n");
  }

  private static String cell(Object value) {
    String text = value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
