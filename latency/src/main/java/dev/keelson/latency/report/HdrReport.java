package dev.keelson.latency.report;

import dev.keelson.latency.LatencyReport;
import java.io.IOException;
import java.io.OutputStream;

/** See the package. */
public record HdrReport() implements LatencyWriter {
  @Override
  public void write(LatencyReport report, OutputStream out) throws IOException {
    throw new UnsupportedOperationException("not written yet");
  }
}
