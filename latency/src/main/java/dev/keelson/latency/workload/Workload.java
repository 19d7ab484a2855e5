package dev.keelson.latency.workload;

import java.time.Duration;
import java.util.List;

/** The demo workloads. */
public enum Workload {
  /** 100 virtual threads that compute and yield: more work than CPUs. */
  CPU,
  /** Half of it computes, half of it asks and answers over loopback TCP. */
  MIXED,
  /** A few threads that sleep. */
  IDLE;

  /** The name people type: {@code cpu}, {@code mixed}, {@code idle}. */
  public String title() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The workload of that name. */
  public static Workload named(String name) {
    throw new UnsupportedOperationException("not written yet");
  }

  /** Runs the workload in this JVM for that long. */
  public void run(Duration duration) throws InterruptedException {
    throw new UnsupportedOperationException("not written yet");
  }

  /** The command that runs the workload in a JVM of its own, like this one. */
  public List<String> command(Duration duration) {
    throw new UnsupportedOperationException("not written yet");
  }
}
