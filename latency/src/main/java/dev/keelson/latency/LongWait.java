package dev.keelson.latency;

/**
 * One of the longest run-queue waits, and who had the CPU just before it ended.
 *
 * @param tid the thread that waited
 * @param thread its name
 * @param cpu the CPU it got in the end
 * @param startNanos when the wait began, CLOCK_MONOTONIC
 * @param nanos how long it lasted
 * @param preempted whether the thread was taken off a CPU (otherwise it was woken)
 * @param occupantTid the thread that ran last on that CPU; 0 when the CPU was idle
 * @param occupantPid the process of that thread; 0 when the CPU was idle
 * @param occupant its name
 * @param occupantNanos how much of the wait that thread's last turn covers
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
