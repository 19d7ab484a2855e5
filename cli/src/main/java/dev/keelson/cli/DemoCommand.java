package dev.keelson.cli;

import dev.keelson.latency.workload.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keelson demo}: one of the built-in workloads, to be measured from another terminal. */
@Command(
    name = "demo",
    sortOptions = false,
    description = "Runs a built-in workload in this JVM, to be measured from another terminal.")
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "NAME",
      description = {
        "cpu: 100 virtual threads that compute and yield",
        "mixed: computing, and asking and answering over loopback TCP",
        "idle: a few threads that sleep"
      })
  private String name;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = DurationWord.class,
      description = "End after 10s, 500ms, 2m (${DEFAULT-VALUE}).")
  private Duration duration;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Workload workload = named();
    console
        .err()
        .printf(
            "%s runs for %d s as process %d; in another terminal: ./keelson latency --pid %d%n",
            workload.title(),
            duration.toSeconds(),
            ProcessHandle.current().pid(),
            ProcessHandle.current().pid());
    workload.run(duration);
    return 0;
  }

  private Workload named() {
    try {
      return Workload.named(name);
    } catch (IllegalArgumentException unknown) {
      throw Failure.usage(unknown.getMessage());
    }
  }
}
