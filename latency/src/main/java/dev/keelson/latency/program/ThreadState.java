package dev.keelson.latency.program;

/** What is known of a thread; lives in the map {@link ThreadTurns#THREADS}. */
public final class ThreadState {
  /** Since when it is in {@link #phase}. */
  public long since;

  /** Time on a CPU that no turn has reported yet. */
  public long onCpuNanos;

  /** Of that, time in interrupts. */
  public long interruptNanos;

  /** What its CPU had spent in interrupts when the thread got it. */
  long interruptsBefore;

  /** The blocked time that ended with the wake-up; -1 without one. */
  public long offCpuNanos;

  /** Since when it is throttled; 0 when it is not. */
  public long throttledSince;

  /** The timer that ends this, and the one that may: addresses. */
  long periodTimer;

  /** As {@link #periodTimer}. */
  long slackTimer;

  /** The first expiry of the period timer after which it may run, by its number. */
  int dueExpiry;

  /** How long it was throttled at least, in the wait that ends. */
  long throttledNanos;

  /** How much more that may have been. */
  long throttleBoundNanos;

  /** The virtual thread it carried when it left the CPU. */
  public long virtualThread;

  /** Of the system call in which it was blocked last. */
  public long argument0;

  /** As {@link #argument0}. */
  public long argument1;

  /** As {@link #argument0}. */
  public long argument2;

  /** The system call in which it was blocked last; -1 for none. */
  public int systemCall;

  /** Its state when it was blocked last. */
  public int state;

  /** Who woke it last; 0 for an interrupt. */
  public int wakerTid;

  /** The process of that thread. */
  public int wakerPid;

  /**
   * {@link ThreadTurns#WOKEN}, {@link ThreadTurns#PREEMPTED}, {@link ThreadTurns#RUNNING} or {@link
   * ThreadTurns#BLOCKED}; 0 before its first event is dealt with.
   */
  public int phase;

  /** Its process. */
  public int pid;

  /** How deep it is in direct reclaim. */
  int reclaiming;

  /** Whether it was waiting for a disk when it was blocked last. */
  public boolean io;

  /** Whether it was freeing memory when it was blocked last. */
  public boolean reclaim;
}
