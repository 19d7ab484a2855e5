package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.LatencyReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableReportTest {
  @Test
  void aProcessFitsEightyColumns() throws IOException {
    assertThat(table(SampleReports.one(), 80))
        .isEqualTo(
            """
            java -jar a.jar
            pid 4711: 10.0 s, Linux 6.18.44, JVM 25.0.3+9-LTS

            All waits, in figures: for a CPU (run-queue), and for anything else (off-CPU)
                        run-queue  off-CPU
              count             3        1
              total       60.0 us  5.00 ms
              min         10.0 us  5.00 ms
              P50         20.0 us  5.00 ms
              P90         30.0 us  5.00 ms
              P99         30.0 us  5.00 ms
              P99.9       30.0 us  5.00 ms
              max         30.0 us  5.00 ms
              mean        20.0 us  5.00 ms
              variance  67.0 us^2        0

            Threads that waited most for a CPU
               TID  thread           on CPU  waits   waited      P50      P99      max
              4712  a, "quoted" one  9.00 s      3  60.0 us  20.0 us  30.0 us  30.0 us
              4713  idle               0 ns      0     0 ns        -        -        -

            Longest waits for a CPU
                 wait   TID  thread           since      CPU  ran meanwhile      for
              30.0 us  4712  a, "quoted" one  preempted    1  hog            29.0 us
              20.0 us  4712  a, "quoted" one  woken        0  idle           20.0 us

            Observer: 1,000,000 events, 3 lost, 310 ns per event, 2.00 % of the CPU time
            The waits of the lost events are missing above: their ring was full when they
              came.
            Waits missing above because the kernel did not show one of their ends: 2
            """);
  }

  @Test
  void demosStandSideBySide() throws IOException {
    assertThat(table(SampleReports.two(), 80))
        .contains("cpu run-queue  cpu off-CPU  mixed run-queue  mixed off-CPU")
        .contains("Threads of cpu that waited most")
        .contains("Longest waits of mixed");
  }

  @Test
  void aWideTerminalShowsMore() throws IOException {
    assertThat(table(SampleReports.one(), 80)).doesNotContain("off P99");
    assertThat(table(SampleReports.one(), 200)).contains("off P99", "PID", "variance");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 132, 200})
  void noLineIsLongerThanTheTerminalIsWide(int columns) throws IOException {
    assertThat(table(SampleReports.two(), columns).lines())
        .allMatch(line -> line.length() <= columns);
  }

  @Test
  void lostEventsAreToldApart() throws IOException {
    assertThat(table(SampleReports.one(), 80)).contains("3 lost").contains("are missing above");
    assertThat(table(SampleReports.two(), 80)).contains("0 lost").doesNotContain("missing above");
  }

  @Test
  void aCostThatIsUnknownIsCalledSo() throws IOException {
    assertThat(table(SampleReports.uncounted(), 80))
        .contains("Observer: 400,000 records, 3 lost, cost unknown", "CAP_SYS_ADMIN")
        .doesNotContain("per event");
  }

  @Test
  void whatATerminalWouldObeyIsNotPrinted() throws IOException {
    assertThat(table(SampleReports.named("a\033[2Jb\r"), 80)).contains("a?[2Jb?");
  }

  @Test
  void namesInWideCharactersKeepTheColumns() throws IOException {
    String line =
        table(SampleReports.named("日本語"), 80)
            .lines()
            .filter(l -> l.contains("日本語"))
            .findFirst()
            .orElseThrow();
    assertThat(line).startsWith("  4712  日本語    9 ns"); // its six places are those of "thread"
  }

  @Test
  void aLongTextIsCutWithDots() {
    assertThat(TextTable.cut("java -jar app.jar", 80)).isEqualTo("java -jar app.jar");
    assertThat(TextTable.cut("java -jar app.jar", 10)).isEqualTo("java -j...");
    assertThat(TextTable.cut("日本語スレッド", 10)).isEqualTo("日本語...");
  }

  private static String table(LatencyReport report, int columns) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TableReport(columns, 10, OptionalLong.empty()).write(report, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
