package dev.keelson.latency.workload;

import java.io.IOException;
import java.time.Duration;

/** Runs a workload: {@code WorkloadMain NAME DURATION}, the duration as in {@code PT10S}. */
public final class WorkloadMain {
  private WorkloadMain() {}

  /** Ends when the workload does. */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("Expected a workload and a duration such as PT10S.");
    }
    Workload.named(arguments[0]).run(Duration.parse(arguments[1]));
  }
}
