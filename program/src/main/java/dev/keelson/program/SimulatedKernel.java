package dev.keelson.program;

import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * On the JVM only: what {@link Kernel} answers while a test runs a kernel-side method.
 *
 * {@snippet :
 * SimulatedKernel.atNanos(1_000).onCpu(1).run(() -> RunQueueWait.woken(task));
 * }
 *
 * @param nanoTime asked at each {@link Kernel#nanoTime()}
 */
public record SimulatedKernel(LongSupplier nanoTime, int cpu, int processId, int threadId) {
  /** The one around the caller, if there is one. */
  static final ScopedValue<SimulatedKernel> CURRENT = ScopedValue.newInstance();

  public SimulatedKernel {
    Objects.requireNonNull(nanoTime);
  }

  /** A kernel whose clock stands still; CPU 0, process 1, thread 1. */
  public static SimulatedKernel atNanos(long nanos) {
    return new SimulatedKernel(() -> nanos, 0, 1, 1);
  }

  /** The same on another CPU. */
  public SimulatedKernel onCpu(int number) {
    return new SimulatedKernel(nanoTime, number, processId, threadId);
  }

  /** The same in another thread. */
  public SimulatedKernel inThread(int process, int thread) {
    return new SimulatedKernel(nanoTime, cpu, process, thread);
  }

  /** Runs {@code body} with this kernel around it, in this thread. */
  public void run(Runnable body) {
    ScopedValue.where(CURRENT, this).run(body);
  }
}
