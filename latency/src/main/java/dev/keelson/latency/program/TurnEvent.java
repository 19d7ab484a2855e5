package dev.keelson.latency.program;

import dev.keelson.program.Length;

/**
 * One turn of a thread, as it lies in the ring: {@link dev.keelson.latency.fact.Turn} has the
 * drawing.
 *
 * @param endNanos when it ends, CLOCK_MONOTONIC
 * @param waitNanos its run-queue wait, throttled time included
 * @param offCpuNanos blocked until woken; -1 when it was not blocked, or since when is unknown
 * @param onCpuNanos time on a CPU since the last turn that arrived
 * @param interruptNanos of that, time in interrupts
 * @param throttledNanos how much of the wait it was throttled at least
 * @param throttleBoundNanos how much more that may have been
 * @param virtualThread the virtual thread it carried when it left the CPU; 0 for none
 * @param argument0 of the system call in which it was blocked
 * @param argument1 as argument0
 * @param argument2 as argument0
 * @param occupantNanos how much of the wait the occupant's stay on that CPU covers
 * @param tid the thread
 * @param pid its process
 * @param cpu the CPU it got
 * @param kind {@link ThreadTurns#WOKEN}, {@link ThreadTurns#PREEMPTED} or {@link
 *     ThreadTurns#EXITED}
 * @param state its state when it left the CPU
 * @param systemCall the call in which it was blocked; -1 for none
 * @param wakerTid the thread that woke it; 0 for an interrupt
 * @param wakerPid the process of that thread
 * @param occupantTid the thread that had that CPU longest without a break, of those in the last 50
 *     ms of the wait; 0 is the idle task
 * @param occupantPid the process of that thread
 * @param previousTid the thread that had that CPU just before
 * @param strangerTid of the threads that are not followed, one that had that CPU for long in the
 *     wait; 0 for none
 * @param name of the thread that had it just before, or of the thread itself when it has ended;
 *     ends at the first 0
 * @param io whether it was blocked waiting for a disk
 * @param reclaim whether it was blocked while it freed memory
 */
public record TurnEvent(
    long endNanos,
    long waitNanos,
    long offCpuNanos,
    long onCpuNanos,
    long interruptNanos,
    long throttledNanos,
    long throttleBoundNanos,
    long virtualThread,
    long argument0,
    long argument1,
    long argument2,
    long occupantNanos,
    int tid,
    int pid,
    int cpu,
    int kind,
    int state,
    int systemCall,
    int wakerTid,
    int wakerPid,
    int occupantTid,
    int occupantPid,
    int previousTid,
    int strangerTid,
    @Length(16) byte[] name,
    boolean io,
    boolean reclaim) {}
