package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.latency.workload.Workload;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencySessionTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void aProcessThatIsNotThereIsToldBeforeAnythingIsLoaded() {
    assertThatThrownBy(() -> LatencySession.start(new Target.RunningProcess(4_194_304), "gone"))
        .isInstanceOf(TargetException.class)
        .hasMessage("There is no process 4194304.");
  }

  @Test
  void aCommandThatIsNotThereIsToldBeforeAnythingIsLoaded() {
    assertThatThrownBy(
            () -> LatencySession.start(new Target.Command(List.of("no-such-command")), "gone"))
        .isInstanceOf(TargetException.class);
  }

  @KernelTest
  void aJvmIsMeasuredFromItsStartToItsEnd() throws InterruptedException {
    Target target = new Target.Command(Workload.MIXED.command(Duration.ofSeconds(1)));
    try (LatencySession session = LatencySession.start(target, "mixed")) {
      assertThat(session.awaitEnd(LONG)).isTrue();
      LatencyReport report = session.stop();

      WorkloadReport workload = report.workloads().getFirst();
      assertThat(session.exitStatus()).hasValue(0);
      assertThat(report.target().kind()).isEqualTo("command");
      assertThat(report.jvm().orElseThrow()).startsWith(Runtime.version().toString());
      assertThat(workload.runQueueWait().count()).isGreaterThan(100);
      assertThat(workload.offCpu().count()).isGreaterThan(100);
      assertThat(workload.threads())
          .extracting(ThreadReport::name)
          .contains("java")
          .anyMatch(name -> name.startsWith("ForkJoinPool"));
      assertThat(workload.longestWaits()).hasSize(20);
      // Another process of this machine may have ended before its name could be asked.
      assertThat(workload.longestWaits())
          .allMatch(wait -> !wait.occupant().isEmpty() || ended(wait.occupantTid()));
      assertThat(workload.longestWaits()).anyMatch(wait -> !wait.occupant().isEmpty());
      assertThat(report.observer().events()).isGreaterThan(report.observer().records());
      assertThat(report.observer().lost()).isZero();
      assertThat(report.observer().nanosPerEvent()).isBetween(20.0, 20_000.0);
      assertThat(report.observer().cpuShare()).isBetween(0.0, 1.0);
    }
  }

  @KernelTest
  void theSumsOfTheThreadsAreTheSumOfTheProcess() throws InterruptedException {
    Target target = new Target.Command(Workload.IDLE.command(Duration.ofMillis(500)));
    try (LatencySession session = LatencySession.start(target, "idle")) {
      assertThat(session.awaitEnd(LONG)).isTrue();
      WorkloadReport workload = session.stop().workloads().getFirst();

      assertThat(
              workload.threads().stream()
                  .mapToLong(thread -> thread.runQueueWait().sumNanos())
                  .sum())
          .isEqualTo(workload.runQueueWait().sumNanos());
      assertThat(workload.threads().stream().mapToLong(thread -> thread.offCpu().count()).sum())
          .isEqualTo(workload.offCpu().count());
      assertThat(workload.runQueueWaits().getTotalCount())
          .isEqualTo(workload.runQueueWait().count());
    }
  }

  @KernelTest
  void theStatusOfACommandIsPassedOn() throws InterruptedException {
    try (LatencySession session =
        LatencySession.start(new Target.Command(List.of("sh", "-c", "exit 7")), "exit")) {
      assertThat(session.awaitEnd(LONG)).isTrue();
      assertThat(session.exitStatus()).hasValue(7);
      assertThat(session.stop().jvm()).isEmpty();
    }
  }

  @KernelTest
  void aProcessThatEndsMidWayIsReportedUpToItsEnd(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path enough = folder.resolve("enough");
    Process process =
        new ProcessBuilder("sh", "-c", "until [ -e %s ]; do sleep 0.05; done".formatted(enough))
            .start();
    try (LatencySession session =
        LatencySession.start(new Target.RunningProcess((int) process.pid()), "shell")) {
      assertThat(session.awaitEnd(Duration.ofMillis(300))).isFalse();
      Files.createFile(enough);
      assertThat(session.awaitEnd(LONG)).isTrue();
      LatencyReport report = session.stop();

      assertThat(report.workloads().getFirst().offCpu().count()).isPositive();
      assertThat(report.workloads().getFirst().threads())
          .extracting(ThreadReport::name)
          .containsExactly("sh");
      assertThat(report.target().command()).startsWith("sh", "-c");
    } finally {
      process.destroyForcibly();
    }
  }

  @KernelTest
  void theWholeMachineIsMeasured() throws InterruptedException {
    try (LatencySession session = LatencySession.start(new Target.All(), "all")) {
      assertThat(session.awaitEnd(Duration.ofMillis(300))).isFalse();
      assertThat(session.live().records()).isPositive();
      LatencyReport report = session.stop();

      assertThat(report.target().pid()).isEmpty();
      assertThat(report.workloads().getFirst().threads())
          .anyMatch(thread -> thread.pid() == ProcessHandle.current().pid());
    }
  }

  @KernelTest
  void twoSessionsMeasureAtOnce() throws InterruptedException {
    Target target = new Target.Command(Workload.IDLE.command(Duration.ofMillis(300)));
    try (LatencySession one = LatencySession.start(target, "one");
        LatencySession two = LatencySession.start(target, "two")) {
      assertThat(one.awaitEnd(LONG)).isTrue();
      assertThat(two.awaitEnd(LONG)).isTrue();
      assertThat(one.stop().workloads().getFirst().offCpu().count()).isPositive();
      assertThat(two.stop().workloads().getFirst().offCpu().count()).isPositive();
      assertThat(one.stop().target().pid()).isNotEqualTo(two.stop().target().pid());
    }
  }

  private static boolean ended(int tid) {
    return Files.notExists(Path.of("/proc", Integer.toString(tid)));
  }
}
