package dev.keelson.latency;

/**
 * What observing cost, and what it missed.
 *
 * @param counted whether the kernel kept its run counters; without them {@code events} and {@code
 *     kernelNanos} are unknown and 0
 * @param events times that a kernel-side program ran, from the kernel's own run counters
 * @param records records that arrived in user space
 * @param lost records that found the ring full
 * @param unmatched switches of threads whose switch or wake-up before was not seen, though nothing
 *     was lost: the kernel did not run our programs then. Each is a wait that is missing
 * @param kernelNanos time the kernel-side programs took, from the kernel's own run counters
 * @param userNanos CPU time of this process while it observed
 * @param cpuNanos CPU time the machine had in that time: the time until the report, times CPUs
 */
public record ObserverCost(
    boolean counted,
    long events,
    long records,
    long lost,
    long unmatched,
    long kernelNanos,
    long userNanos,
    long cpuNanos) {

  /** The cost of not observing. */
  public static final ObserverCost NONE = new ObserverCost(true, 0, 0, 0, 0, 0, 0, 0);

  /** Whether it was measured at all: a recording does not hold it. */
  public boolean measured() {
    return cpuNanos != 0;
  }

  /** Kernel-side nanoseconds per event; 0 without events. */
  public double nanosPerEvent() {
    return events == 0 ? 0 : (double) kernelNanos / events;
  }

  /** Share of the machine's CPU time that went into observing, kernel and user side: 0 to 1. */
  public double cpuShare() {
    return cpuNanos == 0 ? 0 : (double) (kernelNanos + userNanos) / cpuNanos;
  }

  /** The cost of two observations, one after the other. */
  public ObserverCost plus(ObserverCost other) {
    return new ObserverCost(
        counted && other.counted,
        events + other.events,
        records + other.records,
        lost + other.lost,
        unmatched + other.unmatched,
        kernelNanos + other.kernelNanos,
        userNanos + other.userNanos,
        cpuNanos + other.cpuNanos);
  }
}
