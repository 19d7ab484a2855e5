package dev.keelson.linux;

/** The kernel's clocks; {@code CLOCK_*} of include/uapi/linux/time.h, clock_gettime(2). */
public enum Clock {
  /** Time of day, since 1970; can be set. */
  REALTIME(0),
  /** Since boot without suspend, never set: the clock of System.nanoTime and bpf_ktime_get_ns. */
  MONOTONIC(1),
  /** CPU time of this process. */
  PROCESS_CPU(2),
  /** CPU time of the calling thread. */
  THREAD_CPU(3),
  /** Since boot, suspend included. */
  BOOTTIME(7);

  final int id;

  Clock(int id) {
    this.id = id;
  }
}
