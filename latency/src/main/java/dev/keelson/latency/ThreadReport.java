package dev.keelson.latency;

/**
 * What was measured of one thread.
 *
 * @param tid its id; an id that the kernel gave out again gets a report of its own
 * @param pid its process
 * @param name its last known name, empty when it was never seen
 * @param runQueueWait woken or preempted, until it runs
 * @param offCpu blocked, until it is woken
 * @param onCpuNanos time on a CPU
 * @param interruptNanos of that, what interrupts and soft interrupts took
 */
public record ThreadReport(
    int tid,
    int pid,
    String name,
    Summary runQueueWait,
    Summary offCpu,
    long onCpuNanos,
    long interruptNanos) {}
