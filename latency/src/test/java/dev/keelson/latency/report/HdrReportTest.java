package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;

class HdrReportTest {
  @Test
  void theReaderOfHdrHistogramFindsEveryHistogramByItsTag() throws IOException {
    Map<String, Histogram> read = read(write());

    assertThat(read)
        .containsOnlyKeys(
            "cpu.run_queue_wait", "cpu.off_cpu", "mixed.run_queue_wait", "mixed.off_cpu");
    assertThat(read.get("cpu.run_queue_wait").getTotalCount()).isEqualTo(3);
    assertThat(read.get("mixed.off_cpu").getMinValue()).isBetween(4_995_000L, 5_005_000L);
  }

  @Test
  void theCommentsTellKernelAndCost() throws IOException {
    assertThat(new String(write(), StandardCharsets.UTF_8))
        .contains("[Kernel: 6.18.44]")
        .contains("[JVM: none]")
        .contains("[Observer: events 0, lost 0, unmatched 0, ns per event 0.0, share of CPU 0.0]");
  }

  private static byte[] write() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new HdrReport().write(SampleReports.two(), out);
    return out.toByteArray();
  }

  private static Map<String, Histogram> read(byte[] log) {
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    try (HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(log))) {
      for (EncodableHistogram next = reader.nextIntervalHistogram();
          next != null;
          next = reader.nextIntervalHistogram()) {
        histograms.put(next.getTag(), (Histogram) next);
      }
    }
    return histograms;
  }
}
