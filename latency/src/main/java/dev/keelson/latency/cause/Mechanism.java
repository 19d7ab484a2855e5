package dev.keelson.latency.cause;

/** What can hold a thread up. One word each, the same in every output. */
public enum Mechanism {
  /** Garbage was collected with the world stopped. */
  GC_PAUSE("gc-pause"),
  /** The world was stopped for something else. */
  SAFEPOINT("safepoint"),
  /** The world was to stop, and one thread had not stopped yet. */
  TIME_TO_SAFEPOINT("time-to-safepoint"),
  /** Runnable, and another thread had the CPU. */
  RUN_QUEUE("run-queue"),
  /** Runnable, and its cgroup had used up its quota. */
  THROTTLED("throttled"),
  /** The hypervisor ran something else. */
  STEAL("steal"),
  /** The CPU served interrupts or soft interrupts. */
  INTERRUPT("interrupt"),
  /** Another thread held a lock. */
  LOCK("lock"),
  /** Waited for another thread to finish something. */
  PARK("park"),
  /** A virtual thread was runnable, and no carrier was free. */
  VIRTUAL_THREAD_QUEUE("virtual-thread-queue"),
  /** A virtual thread waited and kept its carrier. */
  PINNED("pinned"),
  /** Waited for a disk or a file system. */
  DISK("disk"),
  /** Waited for the other end of a connection. */
  NETWORK("network"),
  /** A page was not in memory. */
  PAGE_FAULT("page-fault"),
  /** The kernel had to free memory first. */
  RECLAIM("reclaim"),
  /** Waited for the compiler. */
  JIT("jit"),
  /** Waited for a class to be loaded or initialised. */
  CLASSLOAD("classload"),
  /** The JVM wrote its log, and that took time. */
  LOG_WRITE("log-write"),
  /** Waited for the collector to free memory. */
  ALLOCATION_STALL("allocation-stall"),
  /** Stopped by a signal or a debugger. */
  STOPPED("stopped"),
  /** There was nothing to do. */
  IDLE("idle"),
  /** Its own work. */
  ON_CPU("on-cpu"),
  /** Nothing that was observed explains it. */
  UNEXPLAINED("unexplained");

  private final String word;

  Mechanism(String word) {
    this.word = word;
  }

  /** How it is spelled in every output. */
  public String word() {
    return word;
  }
}
