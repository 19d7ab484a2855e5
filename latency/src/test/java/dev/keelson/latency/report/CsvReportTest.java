package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.LatencyReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvReportTest {
  @Test
  void everyRowHasAllColumns() throws IOException {
    List<String> rows = rows();

    assertThat(rows).hasSize(1 + 2 + 2 * 2);
    // The commas inside quotes belong to a name.
    assertThat(rows)
        .allMatch(row -> row.replaceAll("\"(\"\"|[^\"])*\"", "x").split(",", -1).length == 25);
  }

  @Test
  void aNameWithCommasAndQuotesIsQuoted() throws IOException {
    assertThat(rows().get(3))
        .startsWith("pid 4711,thread,4711,4712,\"a, \"\"quoted\"\" one\",run_queue_wait,3,60000,");
  }

  @Test
  void everyRowTellsKernelJvmAndCost() throws IOException {
    assertThat(rows().subList(1, 7))
        .allMatch(row -> row.endsWith(",6.18.44,25.0.3+9-LTS,1000000,3,2,310.0,0.02"));
  }

  @Test
  void whatTheKernelDidNotCountIsEmpty() throws IOException {
    assertThat(rows(SampleReports.uncounted()).get(1)).endsWith(",6.18.44,25.0.3+9-LTS,,3,2,,");
  }

  private static List<String> rows() throws IOException {
    return rows(SampleReports.one());
  }

  private static List<String> rows(LatencyReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new CsvReport().write(report, out);
    return List.of(out.toString(StandardCharsets.UTF_8).split("\r\n"));
  }
}
