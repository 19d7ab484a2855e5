package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
  @TempDir private Path folder;

  @Test
  void aReportReplacesAnOlderOneAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("report.json");
    Files.writeString(file, "older");

    write(file);

    assertThat(file).content().startsWith("{").endsWith("}\n");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), "older");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);

    write(link);

    assertThat(link).isSymbolicLink();
    assertThat(file).content().startsWith("{");
  }

  @Test
  void aFullDiskIsToldInASentence() {
    assertThatThrownBy(() -> write(Path.of("/dev/full")))
        .isInstanceOf(ReportException.class)
        .hasMessage(
            "Cannot write the report to /dev/full: No space left on device."
                + " Name another file, or - for the terminal.");
  }

  @Test
  void aMissingFolderIsToldInASentence() {
    Path file = folder.resolve("missing/report.json");

    assertThatThrownBy(() -> write(file))
        .isInstanceOf(ReportException.class)
        .hasMessage(
            "Cannot write the report to %s: there is no folder %s."
                    .formatted(file, file.getParent())
                + " Name another file, or - for the terminal.");
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> write(folder)).isInstanceOf(ReportException.class);
  }

  @Test
  void aFailureLeavesTheOlderReportAndNoRest() throws IOException {
    Path file = Files.writeString(folder.resolve("report.csv"), "older");
    // The disk is full while the report is written: a writer is not asked which disk.
    assertThatThrownBy(
            () -> new ReportFile(file + "/inside").write(SampleReports.one(), new CsvReport()))
        .isInstanceOf(ReportException.class);

    assertThat(file).hasContent("older");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private static void write(Path file) {
    new ReportFile(file.toString()).write(SampleReports.one(), new JsonReport());
  }
}
