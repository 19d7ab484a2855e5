package dev.keelson.latency.report;

import dev.keelson.latency.LatencyReport;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The report as tables for a terminal.
 *
 * @param columns width of the terminal, at least 80
 * @param rows most rows of the table of threads and of the table of longest waits
 */
public record TableReport(int columns, int rows) implements LatencyWriter {
  @Override
  public void write(LatencyReport report, OutputStream out) throws IOException {
    throw new UnsupportedOperationException("not written yet");
  }
}
