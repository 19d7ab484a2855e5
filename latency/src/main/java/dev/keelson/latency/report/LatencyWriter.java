package dev.keelson.latency.report;

import dev.keelson.latency.LatencyReport;
import java.io.IOException;
import java.io.OutputStream;

/** One form of output for a report. */
public sealed interface LatencyWriter permits CsvReport, HdrReport, JsonReport, TableReport {
  /** Writes the whole report; does not close {@code out}. */
  void write(LatencyReport report, OutputStream out) throws IOException;
}
