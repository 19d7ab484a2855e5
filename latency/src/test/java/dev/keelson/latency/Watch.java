package dev.keelson.latency;

import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The turns of a process, collected for a test. */
final class Watch implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Duration POLL = Duration.ofMillis(5);

  private final int pid;
  private final Probe probe;
  private final List<Turn> turns = new ArrayList<>();

  private Watch(int pid) {
    this.pid = pid;
    this.probe = new Probe(pid, Optional.empty());
    probe.seeKernelWork();
  }

  static Watch of(long pid) {
    return new Watch((int) pid);
  }

  /** Those that have arrived so far. */
  List<Turn> turns() {
    int _ = probe.drain(this::add);
    return turns;
  }

  private void add(Fact fact) {
    if (fact instanceof Turn turn) {
      turns.add(turn);
    }
  }

  /** Those of a thread. */
  List<Turn> turns(int tid) {
    return turns().stream().filter(turn -> turn.tid() == tid).toList();
  }

  /** Collects for so long, or until the process ends. */
  void during(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    try (WatchedProcess process = WatchedProcess.open(pid)) {
      while (System.nanoTime() < end && !process.awaitEnd(POLL)) {
        List<Turn> _ = turns();
      }
    }
  }

  Probe probe() {
    return probe;
  }

  /** The thread of that name; waits until there is one. */
  int thread(String name) throws IOException {
    await(() -> find(name).isPresent(), "no thread " + name);
    return find(name).orElseThrow();
  }

  static void await(BooleanSupplier condition, String otherwise) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(otherwise);
      }
      Thread.onSpinWait();
    }
  }

  private Optional<Integer> find(String name) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return tasks
          .map(task -> Integer.parseInt(task.getFileName().toString()))
          .filter(tid -> ProcessFiles.threadName(tid).equals(name))
          .findFirst();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    probe.close();
  }
}
