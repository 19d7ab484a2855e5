package dev.keelson.latency.report;

import static dev.keelson.latency.report.ReadableUnits.count;
import static dev.keelson.latency.report.ReadableUnits.share;
import static dev.keelson.latency.report.ReadableUnits.time;
import static dev.keelson.latency.report.ReadableUnits.variance;

import dev.keelson.latency.LatencyReport;
import dev.keelson.latency.LongWait;
import dev.keelson.latency.ObserverCost;
import dev.keelson.latency.Summary;
import dev.keelson.latency.ThreadReport;
import dev.keelson.latency.WorkloadReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The report as tables for a terminal: why it was slow, then all waits in figures, workloads side
 * by side, for each the threads that waited most and the longest waits with who had the CPU, then
 * what observing cost.
 *
 * @param columns width of the terminal; at least 80
 * @param rows most rows of the table of threads and of the table of longest waits
 * @param listOverNanos every interval above it is listed with its causes; empty for none
 */
public record TableReport(int columns, int rows, OptionalLong listOverNanos)
    implements LatencyWriter {
  public TableReport {
    if (columns < 80) {
      throw new IllegalArgumentException("A table needs 80 columns, not " + columns + ".");
    }
    if (rows < 0) {
      throw new IllegalArgumentException("A table cannot have " + rows + " rows.");
    }
  }

  private static final String NONE = "-";

  private record Statistic(String title, Function<Summary, String> cell) {}

  private static final List<Statistic> STATISTICS =
      List.of(
          new Statistic("count", summary -> count(summary.count())),
          new Statistic("total", summary -> time(summary.sumNanos())),
          new Statistic("min", summary -> unlessNone(summary, Summary::minNanos)),
          new Statistic("P50", summary -> unlessNone(summary, Summary::p50Nanos)),
          new Statistic("P90", summary -> unlessNone(summary, Summary::p90Nanos)),
          new Statistic("P99", summary -> unlessNone(summary, Summary::p99Nanos)),
          new Statistic("P99.9", summary -> unlessNone(summary, Summary::p999Nanos)),
          new Statistic("max", summary -> unlessNone(summary, Summary::maxNanos)),
          new Statistic("mean", summary -> unlessNone(summary, Summary::meanNanos)),
          new Statistic("variance", TableReport::spread));

  private static String unlessNone(Summary summary, ToDoubleFunction<Summary> nanos) {
    return summary.count() == 0 ? NONE : time(nanos.applyAsDouble(summary));
  }

  private static String spread(Summary summary) {
    if (summary.count() == 0) {
      return NONE;
    }
    return summary.varianceNanos2() == 0 ? "0" : variance(summary.varianceNanos2());
  }

  @Override
  public void write(LatencyReport report, OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder();
    lines(report).forEach(line -> text.append(line).append('\n'));
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private List<String> lines(LatencyReport report) {
    List<String> lines = new ArrayList<>();
    if (!report.target().command().isEmpty()) {
      lines.add(TextTable.cut(String.join(" ", report.target().command()), columns));
    }
    lines.add(TextTable.cut(title(report), columns));
    CauseTables why = new CauseTables(columns, rows, listOverNanos);
    addSection(lines, report.causes().map(why::tables));
    lines.add("");
    lines.add("All waits, in figures: for a CPU (run-queue), and for anything else (off-CPU)");
    int abreast = columns / 40;
    for (int i = 0; i < report.workloads().size(); i += abreast) {
      int end = Math.min(i + abreast, report.workloads().size());
      lines.addAll(overview(report.workloads().subList(i, end), report.workloads().size() > 1));
    }
    for (WorkloadReport workload : report.workloads()) {
      String suffix = report.workloads().size() > 1 ? " of " + workload.name() : "";
      addTable(lines, "Threads" + suffix + " that waited most for a CPU", threads(workload));
      addTable(lines, "Longest waits" + suffix + " for a CPU", longestWaits(workload));
    }
    addSection(lines, report.causes().map(why::list));
    addSection(lines, report.causes().map(why::notes));
    lines.add("");
    cost(report.observer()).forEach(line -> lines.addAll(wrap(line)));
    return lines;
  }

  private List<String> wrap(String text) {
    return TextTable.wrap(TextTable.words(text), " ", "  ", columns);
  }

  private static String title(LatencyReport report) {
    String names =
        String.join(", ", report.workloads().stream().map(WorkloadReport::name).toList());
    return (report.target().pid().isPresent() ? "pid " + report.target().pid().getAsInt() : names)
        + ": "
        + time(report.durationNanos())
        + ", Linux "
        + report.kernel()
        + report.jvm().map(jvm -> ", JVM " + jvm).orElse("");
  }

  private List<String> overview(List<WorkloadReport> workloads, boolean named) {
    TextTable<Statistic> table = new TextTable<Statistic>().left(0, "", Statistic::title);
    for (WorkloadReport workload : workloads) {
      String of = named ? workload.name() + " " : "";
      table
          .right(0, of + "run-queue", row -> row.cell().apply(workload.runQueueWait()))
          .right(0, of + "off-CPU", row -> row.cell().apply(workload.offCpu()));
    }
    return table.lines(STATISTICS, columns);
  }

  private static void addSection(List<String> lines, Optional<List<String>> section) {
    section
        .filter(some -> !some.isEmpty())
        .ifPresent(some -> {
          lines.add("");
          lines.addAll(some);
        });
  }

  private static void addTable(List<String> lines, String title, List<String> section) {
    if (section.size() > 1) {
      lines.add("");
      lines.add(title);
      lines.addAll(section);
    }
  }

  private List<String> threads(WorkloadReport workload) {
    return new TextTable<ThreadReport>()
        .right(0, "TID", thread -> Integer.toString(thread.tid()))
        .left(0, "thread", ThreadReport::name)
        .right(1, "on CPU", thread -> time(thread.onCpuNanos()))
        .right(0, "waits", thread -> count(thread.runQueueWait().count()))
        .right(0, "waited", thread -> time(thread.runQueueWait().sumNanos()))
        .right(2, "P50", thread -> unlessNone(thread.runQueueWait(), Summary::p50Nanos))
        .right(4, "P90", thread -> unlessNone(thread.runQueueWait(), Summary::p90Nanos))
        .right(1, "P99", thread -> unlessNone(thread.runQueueWait(), Summary::p99Nanos))
        .right(4, "P99.9", thread -> unlessNone(thread.runQueueWait(), Summary::p999Nanos))
        .right(0, "max", thread -> unlessNone(thread.runQueueWait(), Summary::maxNanos))
        .right(5, "variance", thread -> spread(thread.runQueueWait()))
        .right(4, "blocks", thread -> count(thread.offCpu().count()))
        .right(3, "off CPU", thread -> time(thread.offCpu().sumNanos()))
        .right(4, "off P50", thread -> unlessNone(thread.offCpu(), Summary::p50Nanos))
        .right(4, "off P99", thread -> unlessNone(thread.offCpu(), Summary::p99Nanos))
        .right(5, "off max", thread -> unlessNone(thread.offCpu(), Summary::maxNanos))
        .right(5, "PID", thread -> Integer.toString(thread.pid()))
        .lines(workload.threads().stream().limit(rows).toList(), columns);
  }

  private List<String> longestWaits(WorkloadReport workload) {
    return new TextTable<LongWait>()
        .right(0, "wait", wait -> time(wait.nanos()))
        .right(0, "TID", wait -> Integer.toString(wait.tid()))
        .left(0, "thread", LongWait::thread)
        .left(1, "since", wait -> wait.preempted() ? "preempted" : "woken")
        .right(1, "CPU", wait -> Integer.toString(wait.cpu()))
        .left(0, "ran meanwhile", LongWait::occupant)
        .right(2, "its TID", wait -> Integer.toString(wait.occupantTid()))
        .right(0, "for", wait -> time(wait.occupantNanos()))
        .right(3, "its PID", wait -> Integer.toString(wait.occupantPid()))
        .lines(workload.longestWaits().stream().limit(rows).toList(), columns);
  }

  private static List<String> cost(ObserverCost observer) {
    List<String> lines = new ArrayList<>();
    if (observer.counted()) {
      lines.add(
          "Observer: "
              + count(observer.events())
              + " events, "
              + count(observer.lost())
              + " lost, "
              + time(observer.nanosPerEvent())
              + " per event, "
              + share(observer.cpuShare())
              + " of the CPU time");
    } else {
      lines.add(
          "Observer: "
              + count(observer.records())
              + " records, "
              + count(observer.lost())
              + " lost, cost "
              + (observer.measured() ? "unknown" : "not recorded"));
      if (observer.measured()) {
        lines.add(
            "The kernel counts runs only for CAP_SYS_ADMIN, or sysctl kernel.bpf_stats_enabled=1.");
      }
    }
    if (observer.lost() > 0) {
      lines.add(
          "The waits of the lost events are missing above: their ring was full when they came.");
    }
    if (observer.unmatched() > 0) {
      lines.add(
          "Waits missing above because the kernel did not show one of their ends: "
              + count(observer.unmatched()));
    }
    return lines;
  }
}
