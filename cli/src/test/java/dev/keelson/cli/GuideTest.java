package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The command lines of docs/latency.md work as they stand there. */
class GuideTest {
  private static final Path GUIDE = Path.of("../docs/latency.md");
  private static final String COMMAND = "./keelson latency";

  @TempDir Path folder;

  @KernelTest
  void everyCommandLineOfTheGuideWorks() throws Exception {
    List<String> lines = examples();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(6);
    for (String line : lines) {
      KeelsonProcess keelson =
          KeelsonProcess.shell("cd " + folder + "; " + runnable(line), "latency");
      assertThat(keelson.err()).as(line).isEmpty();
      assertThat(keelson.status()).as(line).isZero();
      assertThat(keelson.out()).as(line).containsIgnoringCase("observer");
    }
    assertThat(folder).isDirectoryContaining("glob:**report.{json,csv,hdr}");
  }

  /** The commands, without what the guide says about them. */
  private static List<String> examples() throws IOException {
    return Files.readAllLines(GUIDE).stream()
        .filter(line -> line.startsWith(COMMAND))
        .map(line -> line.split(" {4,}", -1)[0])
        .toList();
  }

  /** With a process and a program that are there. */
  private static String runnable(String line) {
    return line.replace(COMMAND, "\"$@\"")
        .replace("4711", Long.toString(ProcessHandle.current().pid()))
        .replace("java -jar app.jar", "sleep 0.2")
        .replace("10s", "500ms");
  }
}
