package dev.keelson.latency;

/**
 * One of the longest run-queue waits, and who had the CPU meanwhile.
 *
 * @param tid the thread that waited
 * @param thread its name
 * @param cpu the CPU it got in the end
 * @param startNanos when the wait began, CLOCK_MONOTONIC
 * @param nanos how long it lasted
 * @param preempted whether the thread was taken off a CPU (otherwise it was woken)
 * @param occupantTid the thread with the longest stay on that CPU, of those in the last 50 ms of
 *     the wait; 0 when the CPU was idle
 * @param occupantPid the process of that thread; 0 when the CPU was idle
 * @param occupant its name; empty when it had ended before it could be asked
 * @param occupantNanos how much of the wait that stay covers
 */
public record LongWait(
    int tid,
    String thread,
    int cpu,
    long startNanos,
    long nanos,
    boolean preempted,
    int occupantTid,
    int occupantPid,
    String occupant,
    long occupantNanos) {}
