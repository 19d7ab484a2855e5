package dev.keelson.jvm;

/** Something the JVM did, from when to when; CLOCK_MONOTONIC, as {@code System.nanoTime()}. */
public sealed interface JvmEvent {
  /** When it began. */
  long startNanos();

  /** When it was over. */
  long endNanos();

  /**
   * The world stopped: from the request for a safepoint until the threads were let go.
   *
   * @param startNanos when the safepoint was asked for
   * @param stoppedNanos when the last thread had stopped
   * @param endNanos when the threads were let go
   * @param operation what it was for, HotSpot's own name, for example {@code
   *     G1CollectForAllocation}
   * @param collection whether garbage was collected in it
   */
  record Stop(
      long startNanos, long stoppedNanos, long endNanos, String operation, boolean collection)
      implements JvmEvent {
    public Stop {
      if (stoppedNanos < startNanos || endNanos < stoppedNanos) {
        throw new IllegalArgumentException(
            "A stop is asked for, reached and left in this order, not at %d, %d, %d."
                .formatted(startNanos, stoppedNanos, endNanos));
      }
    }
  }

  /**
   * What one thread did or waited for.
   *
   * @param kind what
   * @param tid the kernel's number of the thread that did it: of the carrier, for a virtual thread;
   *     0 where the JVM does not say on which carrier that was
   * @param virtualThread the number of the virtual thread, {@code Thread.threadId()}; 0 for none
   * @param startNanos when it began
   * @param endNanos when it was over
   * @param detail the class of the monitor or of what was parked for, the method compiled, the
   *     class loaded, the peer or file: what there is to say; empty if nothing
   * @param otherTid the thread that is to blame where the JVM knows it (the owner of the monitor);
   *     0 if not
   */
  record Activity(
      Kind kind,
      int tid,
      long virtualThread,
      long startNanos,
      long endNanos,
      String detail,
      int otherTid)
      implements JvmEvent {
    public Activity {
      if (endNanos < startNanos) {
        throw new IllegalArgumentException(
            "An activity ends after it began, not at %d and %d.".formatted(startNanos, endNanos));
      }
    }
  }

  /** What an {@link Activity} is. */
  enum Kind {
    /** Entering a monitor that another thread held: jdk.JavaMonitorEnter. */
    MONITOR_ENTER,
    /** {@code Object.wait}: jdk.JavaMonitorWait. */
    MONITOR_WAIT,
    /** {@code LockSupport.park}: jdk.ThreadPark; the detail is the class parked for. */
    PARK,
    /** {@code Thread.sleep}: jdk.ThreadSleep. */
    SLEEP,
    /** A virtual thread that kept its carrier while it waited: jdk.VirtualThreadPinned. */
    PINNED,
    /** jdk.SocketRead. */
    SOCKET_READ,
    /** jdk.SocketWrite. */
    SOCKET_WRITE,
    /** jdk.FileRead. */
    FILE_READ,
    /** jdk.FileWrite and jdk.FileForce. */
    FILE_WRITE,
    /** A method being compiled, by a compiler thread: jdk.Compilation. */
    COMPILATION,
    /** A compiled method thrown away: jdk.Deoptimization. */
    DEOPTIMIZATION,
    /** Loading a class, or waiting for another thread that does: jdk.ClassLoad. */
    CLASS_LOAD,
    /** Waiting for memory: jdk.ZAllocationStall. Shenandoah has no event for its pacing. */
    ALLOCATION_STALL,
    /** The thread that a safepoint waited for, and how long: jdk.SafepointLatency, JDK 25. */
    SAFEPOINT_LATENCY
  }
}
