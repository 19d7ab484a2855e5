package dev.keelson.latency.workload;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The demo workloads. */
public enum Workload {
  /** 100 virtual threads that compute and yield. */
  CPU {
    @Override
    void run(Deadline deadline) throws InterruptedException {
      Crew crew = new Crew();
      crew.start(100, Thread.ofVirtual().name("computes-", 0), () -> computeAndYield(deadline));
      crew.join();
    }
  },
  /** 50 virtual threads compute and yield; 25 ask over loopback TCP, and 25 answer. */
  MIXED {
    @Override
    void run(Deadline deadline) throws InterruptedException, IOException {
      try (RequestResponse service = RequestResponse.start()) {
        Crew crew = new Crew();
        crew.start(50, Thread.ofVirtual().name("computes-", 0), () -> computeAndYield(deadline));
        crew.start(25, Thread.ofVirtual().name("asks-", 0), () -> service.ask(deadline));
        crew.join();
      }
    }
  },
  /** Ten threads that wake up a hundred times a second and do nothing. */
  IDLE {
    @Override
    void run(Deadline deadline) throws InterruptedException {
      Crew crew = new Crew();
      crew.start(
          10,
          Thread.ofPlatform().name("idles-", 0),
          () -> deadline.sleepInSteps(Duration.ofMillis(10)));
      crew.join();
    }
  };

  /** The name people type: {@code cpu}, {@code mixed}, {@code idle}. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The workload of that name.
   *
   * @throws IllegalArgumentException when there is none, naming those that exist
   */
  public static Workload named(String name) {
    return Arrays.stream(values())
        .filter(workload -> workload.title().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "There is no workload %s; there are %s."
                    .formatted(
                        name,
                        Arrays.stream(values())
                            .map(Workload::title)
                            .collect(Collectors.joining(", ")))));
  }

  /**
   * Runs the workload in this JVM for that long.
   *
   * @throws IOException when the loopback network does not work
   */
  public void run(Duration duration) throws InterruptedException, IOException {
    run(Deadline.in(duration));
  }

  /**
   * The command that runs the workload in a JVM of its own, started as this one was. Where that is
   * from a module path the flight recorder's module is named: nothing of ours requires it, so the
   * JVM would go without its recorder, which a program started from a class path has.
   */
  public List<String> command(Duration duration) {
    String java =
        ProcessHandle.current()
            .info()
            .command()
            .orElse(System.getProperty("java.home") + "/bin/java");
    String main = WorkloadMain.class.getName();
    Optional<String> module =
        Optional.ofNullable(Workload.class.getModule().getName())
            .filter(name -> System.getProperty("jdk.module.path") != null);
    return module
        .map(name ->
            List.of(
                java,
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--add-modules",
                "jdk.jfr",
                "--module",
                name + "/" + main,
                title(),
                duration.toString()))
        .orElseGet(() ->
            List.of(
                java,
                "--class-path",
                System.getProperty("java.class.path"),
                main,
                title(),
                duration.toString()));
  }

  // About 20 us of work between two yields, so that the scheduler of virtual threads is busy too.
  @SuppressWarnings("ThreadPriorityCheck") // not relied on: the yields are the load
  private static void computeAndYield(Deadline deadline) {
    long state = Thread.currentThread().threadId();
    while (!deadline.passed()) {
      state = Computation.turn(state);
      Thread.yield();
    }
    Computation.keep(state);
  }

  abstract void run(Deadline deadline) throws InterruptedException, IOException;
}
