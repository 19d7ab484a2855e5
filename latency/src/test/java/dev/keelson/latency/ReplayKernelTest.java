package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.cause.CauseAnalysis;
import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.workload.Workload;
import dev.keelson.testkit.KernelTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.io.TempDir;

class ReplayKernelTest {
  @KernelTest
  void aReplaySaysWhatTheMeasurementSaid(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("measured.rec");
    Target target = new Target.Command(Workload.MIXED.command(Duration.ofSeconds(1)));
    ExplainSettings settings =
        new ExplainSettings(
            CauseAnalysis.Settings.DEFAULT,
            ExplainSettings.DEFAULT.jvm(),
            Optional.of(file),
            OptionalDouble.empty());
    LatencyReport measured;
    try (LatencySession session =
        LatencySession.start(target, "mixed", Optional.empty(), settings)) {
      assertThat(session.awaitEnd(Duration.ofSeconds(60))).isTrue();
      measured = session.stop();
      assertThat(session.recordingFailure()).isEmpty();
    }

    Replay replay = Replay.of(file, settings.causes());

    assertThat(replay.note()).isEmpty();
    CauseReport causes = measured.causes().orElseThrow();
    assertThat(causes.worst()).isNotEmpty();
    assertThat(replay.report().causes()).contains(causes);
    assertThat(replay.report().target()).isEqualTo(measured.target());
    assertThat(replay.report().jvm()).isEqualTo(measured.jvm());
    assertThat(replay.report().durationNanos()).isEqualTo(measured.durationNanos());
    assertThat(replay.report().workloads().getFirst().runQueueWait())
        .isEqualTo(measured.workloads().getFirst().runQueueWait());
    assertThat(replay.report().workloads().getFirst().longestWaits())
        .isEqualTo(measured.workloads().getFirst().longestWaits());
  }
}
