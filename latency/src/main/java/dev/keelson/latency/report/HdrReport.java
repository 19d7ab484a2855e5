package dev.keelson.latency.report;

import dev.keelson.latency.LatencyReport;
import dev.keelson.latency.ObserverCost;
import dev.keelson.latency.WorkloadReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The histograms as an HdrHistogram log (V2), which {@code HistogramLogProcessor} and {@code
 * HistogramLogAnalyzer} open: one line per workload and kind of interval, told apart by its tag,
 * for example {@code Tag=cpu.run_queue_wait}. Values are nanoseconds. Kernel, JVM and the
 * observer's cost stand in comments.
 */
public record HdrReport() implements LatencyWriter {
  private static final String UNKNOWN = "unknown";

  @Override
  public void write(LatencyReport report, OutputStream out) throws IOException {
    // HistogramLogWriter prints, and a PrintStream keeps failures to itself.
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    HistogramLogWriter log =
        new HistogramLogWriter(new PrintStream(text, false, StandardCharsets.UTF_8));
    ObserverCost observer = report.observer();
    log.outputComment("[Keelson latency, values in nanoseconds]");
    log.outputComment("[Kernel: " + oneLine(report.kernel()) + "]");
    log.outputComment("[JVM: " + oneLine(report.jvm().orElse("none")) + "]");
    log.outputComment(
        "[Observer: events %s, lost %d, unmatched %d, ns per event %s, share of CPU %s]"
            .formatted(
                observer.counted() ? observer.events() : UNKNOWN,
                observer.lost(),
                observer.unmatched(),
                observer.counted() ? observer.nanosPerEvent() : UNKNOWN,
                observer.counted() ? observer.cpuShare() : UNKNOWN));
    log.outputLogFormatVersion();
    long first =
        report.workloads().stream().mapToLong(WorkloadReport::startEpochMillis).min().orElse(0);
    log.outputStartTime(first);
    log.setBaseTime(first);
    log.outputLegend();
    for (WorkloadReport workload : report.workloads()) {
      writeHistogram(log, workload, "run_queue_wait", workload.runQueueWaits());
      writeHistogram(log, workload, "off_cpu", workload.offCpuTimes());
    }
    log.close();
    text.writeTo(out);
    out.flush();
  }

  private static void writeHistogram(
      HistogramLogWriter log, WorkloadReport workload, String interval, Histogram histogram) {
    Histogram tagged = histogram.copy();
    // A tag ends at a comma, a space or a line break.
    tagged.setTag(workload.name().replaceAll("[\\s,]", "_") + "." + interval);
    tagged.setStartTimeStamp(workload.startEpochMillis());
    tagged.setEndTimeStamp(workload.startEpochMillis() + workload.durationNanos() / 1_000_000);
    log.outputIntervalHistogram(tagged);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
