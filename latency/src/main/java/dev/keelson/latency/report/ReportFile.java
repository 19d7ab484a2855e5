package dev.keelson.latency.report;

import dev.keelson.latency.LatencyReport;
import java.io.IOException;

/** Where a report goes: a file, or standard output when the name is {@code -}. */
public record ReportFile(String name) {
  /**
   * Writes the report: into a temporary file beside it that then takes its name, so that nobody
   * ever reads half a report.
   *
   * @throws IOException when the file cannot be written, with the reason as a sentence
   */
  public void write(LatencyReport report, LatencyWriter writer) throws IOException {
    throw new UnsupportedOperationException("not written yet");
  }
}
