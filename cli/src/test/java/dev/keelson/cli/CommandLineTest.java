package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees who gets the words wrong; needs no rights. */
class CommandLineTest {
  @Test
  void withoutACommandTheHelpIsPrinted() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run();
    assertThat(keelson.status()).isZero();
    assertThat(keelson.out()).contains("latency", "doctor", "Exit status");
  }

  @Test
  void theVersionNamesKeelsonJdkAndKernel() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("--version");
    assertThat(keelson.status()).isZero();
    assertThat(keelson.out()).contains("keelson 0.1", "JDK 25", "Linux ");
  }

  @Test
  void anUnknownCommandIsNamed() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("latencyy");
    assertThat(keelson.status()).isEqualTo(2);
    assertThat(keelson.err())
        .contains("no command 'latencyy'; did you mean latency?", "--help")
        .doesNotContain("\tat ");
  }

  @Test
  void aWordTooManyIsNamed() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("doctor", "please");
    assertThat(keelson.status()).isEqualTo(2);
    assertThat(keelson.err()).contains("'please' is one word too many");
    TroubleshootingPage.explains(keelson.err());
  }

  @Test
  void aCommandThatIsAnEmptyWordIsRefused() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("latency", "--", "");
    assertThat(keelson.status()).isEqualTo(2);
    assertThat(keelson.err()).contains("COMMAND is empty");
  }

  @Test
  void aValueMayFollowAnEqualsSign() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("latency", "--pid=0");
    assertThat(keelson.err()).contains("process id of at least 1, not 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--pid four",
        "--pid 0",
        "--pid -3",
        "--duration soon",
        "--duration 0s",
        "--threads -1",
        "--nonsense",
        "--pid 1 --all",
        "--all -- true",
        "--json - --csv -",
        "--pid=four",
        "--json= -- true",
        "--"
      })
  void wrongWordsAreRefusedBeforeAnythingIsMeasured(String words) throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run(("latency " + words).split(" "));
    assertThat(keelson.status()).isEqualTo(2);
    assertThat(keelson.err()).startsWith("keelson: ").doesNotContain("\tat ");
    assertThat(keelson.out()).isEmpty();
  }

  @Test
  void aReportThatCannotBeWrittenIsRefusedBeforeTheMeasurement(@TempDir Path folder)
      throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run("latency", "--json", folder + "/none/report.json", "--", "true");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("none/report.json", "does not exist");
  }

  @Test
  void aFolderInThePlaceOfAReportIsRefused(@TempDir Path folder) throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run("latency", "--hdr", folder.toString(), "--", "true");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("is a folder");
  }

  @Test
  void anUnknownWorkloadIsAnsweredWithTheKnownOnes() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("demo", "gpu");
    assertThat(keelson.status()).isEqualTo(2);
    assertThat(keelson.err()).contains("gpu", "cpu, mixed, idle");
  }

  @Test
  void standardOutputThatIsFullIsAFailure() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.shell("\"$@\" >/dev/full", "--help");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("No space left on device");
  }

  @Test
  void aReaderThatGoesAwayIsNone() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.shell("set -o pipefail; \"$@\" | true", "--help");
    assertThat(keelson.status()).isZero();
    assertThat(keelson.err()).isEmpty();
  }

  @Test
  void standardOutputThatIsClosedIsAFailureWithoutATrace() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.shell("\"$@\" >&-", "--help");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("standard output").doesNotContain("\tat ");
  }
}
