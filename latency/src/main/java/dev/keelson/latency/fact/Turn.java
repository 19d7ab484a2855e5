package dev.keelson.latency.fact;

/**
 * One turn of a thread: what it did from the moment it last got a CPU until it got one again, or
 * ended. Its three parts lie end to end and end at {@code endNanos}.
 *
 * <pre>
 *   |<-- onCpu -->|<-- offCpu -->|<----- wait ------>|
 *                 |   blocked    |throttled|run queue|
 *                                                    ^ endNanos
 * </pre>
 *
 * @param tid the thread
 * @param pid its process
 * @param cpu the CPU it got
 * @param kind how it ended
 * @param endNanos when it ended
 * @param waitNanos runnable and without a CPU, throttled time included
 * @param offCpuNanos blocked; -1 when it was not, or since when is unknown
 * @param onCpuNanos on a CPU, interrupts included; with lost turns before it, theirs too
 * @param interruptNanos of {@code onCpuNanos}, what interrupts and soft interrupts took
 * @param throttledNanos of {@code waitNanos}, the first part: its cgroup had no bandwidth left
 * @param throttleBoundNanos by how much {@code throttledNanos} may be too small
 * @param virtualThread the virtual thread it carried when it left the CPU; 0 if none or unknown
 * @param blocked where and how it was blocked; {@link Blocked#NOT} when it was not
 * @param occupant who had the CPU for which it waited
 * @param stranger of the threads of which no turns are told, the kernel's name of one that had that
 *     CPU for long in the wait; empty when none had
 */
public record Turn(
    int tid,
    int pid,
    int cpu,
    Kind kind,
    long endNanos,
    long waitNanos,
    long offCpuNanos,
    long onCpuNanos,
    long interruptNanos,
    long throttledNanos,
    long throttleBoundNanos,
    long virtualThread,
    Blocked blocked,
    Occupant occupant,
    String stranger)
    implements Fact {
  public Turn {
    if (waitNanos < 0 || offCpuNanos < -1 || onCpuNanos < 0) {
      throw new IllegalArgumentException(
          "The parts of a turn are not negative: waited %d, off CPU %d, on CPU %d ns."
              .formatted(waitNanos, offCpuNanos, onCpuNanos));
    }
    if (throttledNanos < 0 || throttledNanos > waitNanos) {
      throw new IllegalArgumentException(
          "Throttled for %d ns of a wait of %d ns.".formatted(throttledNanos, waitNanos));
    }
    if (interruptNanos < 0 || interruptNanos > onCpuNanos) {
      throw new IllegalArgumentException(
          "Interrupted for %d ns of %d ns on a CPU.".formatted(interruptNanos, onCpuNanos));
    }
  }

  /** How a turn ended. */
  public enum Kind {
    /** With a CPU, after a wake-up. */
    WOKEN,
    /** With a CPU, after it had lost one while runnable. */
    PREEMPTED,
    /** With the thread's own end. */
    EXITED,
    /** With the measurement: what comes next is not known. */
    CUT
  }

  /** When it left the CPU: the interval from here to the end is what may have been slow. */
  public long leftNanos() {
    return endNanos - waitNanos - Math.max(0, offCpuNanos);
  }

  /** When it became runnable. */
  public long runnableNanos() {
    return endNanos - waitNanos;
  }

  /**
   * Where a thread was blocked and what ended that.
   *
   * @param state the task's state when it left the CPU, {@code TASK_*} of include/linux/sched.h
   * @param systemCall the number of the system call it was in; -1 for none: an exception, such as a
   *     page fault
   * @param argument0 the call's first argument: a descriptor, or the address of a futex
   * @param argument1 the call's second argument: the futex operation
   * @param argument2 the call's third argument: the value a futex was expected to have
   * @param io whether the kernel counts it as waiting for a disk, {@code task_struct.in_iowait}
   * @param reclaim whether it was freeing memory on its own behalf (direct reclaim)
   * @param wakerTid the thread that woke it; 0 when an interrupt did or nobody is known
   * @param wakerPid the process of that thread
   */
  public record Blocked(
      int state,
      int systemCall,
      long argument0,
      long argument1,
      long argument2,
      boolean io,
      boolean reclaim,
      int wakerTid,
      int wakerPid) {
    /** Of a turn in which it was not blocked. */
    public static final Blocked NOT = new Blocked(0, -1, 0, 0, 0, false, false, 0, 0);
  }

  /**
   * Who had a CPU while the thread waited for it.
   *
   * @param tid 0 is the idle task
   * @param pid its process
   * @param nanos how much of the wait its stay on the CPU covers
   * @param name the kernel's name of it; empty if unknown
   */
  public record Occupant(int tid, int pid, long nanos, String name) {
    /** Of a turn without a wait. */
    public static final Occupant NONE = new Occupant(0, 0, 0, "");
  }
}
