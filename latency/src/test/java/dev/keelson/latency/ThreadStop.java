package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.Pidfd;
import dev.keelson.linux.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Stops all threads of a process and lets them go on. */
final class ThreadStop {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private ThreadStop() {}

  /** Returns when every thread has stopped. */
  static void stop(int pid) throws IOException {
    send(pid, Signal.STOP);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!allStopped(pid)) {
      assertThat(System.nanoTime()).as("threads of %d do not stop", pid).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  static void goOn(int pid) {
    send(pid, Signal.CONTINUE);
  }

  private static void send(int pid, Signal signal) {
    try (FileDescriptor process = Pidfd.open(pid)) {
      Pidfd.sendSignal(process, signal);
    }
  }

  // proc_pid_stat(5): the state is the letter behind the name in parentheses
  private static boolean allStopped(int pid) throws IOException {
    List<Path> tasks;
    try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid + "/task"))) {
      tasks = entries.toList();
    }
    for (Path task : tasks) {
      String stat = Files.readString(task.resolve("stat"));
      if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
        return false;
      }
    }
    return true;
  }
}
