package dev.keelson.latency.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.jvm.JvmObservation;
import dev.keelson.jvm.ObservationSettings;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadTest {
  @ParameterizedTest
  @EnumSource
  void aWorkloadRunsForItsTimeAndEnds(Workload workload) throws Exception {
    long start = System.nanoTime();

    workload.run(Duration.ofMillis(100));

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(100_000_000L);
  }

  @ParameterizedTest
  @EnumSource
  void aWorkloadIsFoundByItsTitle(Workload workload) {
    assertThat(Workload.named(workload.title())).isSameAs(workload);
  }

  @Test
  void anUnknownNameIsToldWhichNamesThereAre() {
    assertThatThrownBy(() -> Workload.named("disk"))
        .hasMessage("There is no workload disk; there are cpu, mixed, idle.");
  }

  @Test
  void theCommandRunsTheWorkloadInAJvmOfItsOwn() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Workload.IDLE.command(Duration.ofMillis(10))).inheritIO().start();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @KernelTest
  void itsJvmHasTheFlightRecorder() throws Exception {
    Process process =
        new ProcessBuilder(Workload.IDLE.command(Duration.ofMinutes(1))).inheritIO().start();
    try (JvmObservation jvm =
        JvmObservation.open((int) process.pid(), ObservationSettings.STANDARD, _ -> {})) {
      assertThat(jvm.awaitOpen(Duration.ofSeconds(40))).isTrue();
      assertThat(jvm.missing()).noneMatch(missing -> missing.what().equals("flight recorder"));
    } finally {
      process.destroyForcibly();
    }
  }
}
