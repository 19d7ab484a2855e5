package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchedProcessTest {
  @Test
  void theEndOfAProcessIsSeen() throws IOException {
    Process process = new ProcessBuilder("sleep", "100").start();
    try (WatchedProcess watched = WatchedProcess.open((int) process.pid())) {
      assertThat(watched.awaitEnd(Duration.ofMillis(10))).isFalse();

      process.destroy();

      assertThat(watched.awaitEnd(Duration.ofSeconds(20))).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aProcessThatIsNotThereIsToldInASentence() {
    int unused = 4_194_304; // one more than the largest pid there can be, PID_MAX_LIMIT

    assertThatThrownBy(() -> WatchedProcess.open(unused))
        .isInstanceOf(TargetException.class)
        .hasMessage("There is no process 4194304.");
  }

  @Test
  void aThreadIsNoProcess() throws IOException {
    long self = ProcessHandle.current().pid();
    int other;
    try (var tasks = Files.list(Path.of("/proc/self/task"))) {
      other =
          tasks
              .mapToInt(task -> Integer.parseInt(task.getFileName().toString()))
              .filter(tid -> tid != self)
              .findFirst()
              .orElseThrow();
    }

    assertThatThrownBy(() -> WatchedProcess.open(other))
        .isInstanceOf(TargetException.class)
        .hasMessage("%d is a thread of process %d: measure that process.".formatted(other, self));
  }
}
