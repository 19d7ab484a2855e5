package dev.keelson.testkit.interpreter;

import java.util.function.LongSupplier;

/**
 * What an interpreted program can learn about where it runs.
 *
 * @param nanoTime CLOCK_MONOTONIC, asked at each {@code bpf_ktime_get_ns}
 * @param processId what user space calls pid
 * @param threadId what user space calls tid
 * @param command the thread's name, at most 15 bytes of ASCII
 */
public record Surroundings(
    LongSupplier nanoTime, int cpu, int processId, int threadId, String command) {
  /** The JVM's clock, CPU 0, process 1000, thread 1001, {@code "test"}. */
  public static final Surroundings DEFAULT =
      new Surroundings(System::nanoTime, 0, 1000, 1001, "test");
}
