package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads the kernel's clocks, in nanoseconds. */
public final class Clocks {
  // struct __kernel_timespec, include/uapi/linux/time_types.h: two 64-bit words
  private static final long TV_SEC = 0;
  private static final long TV_NSEC = 8;
  private static final long SIZE = 16;

  private Clocks() {}

  /**
   * CLOCK_MONOTONIC, which is what {@code bpf_ktime_get_ns()} reads.
   *
   * <p>HotSpot's System.nanoTime is this clock, read without a system call: ten times faster.
   */
  public static long monotonicNanos() {
    return System.nanoTime();
  }

  /** Reads any clock by {@code clock_gettime(2)}, a real system call. */
  public static long nanos(Clock clock) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment time = own.allocate(SIZE, Long.BYTES);
      long result = Syscalls.call(SyscallNumber.CLOCK_GETTIME, clock.id, time, 0, 0, 0, 0);
      Syscalls.check(result, "clock_gettime");
      return time.get(JAVA_LONG, TV_SEC) * 1_000_000_000L + time.get(JAVA_LONG, TV_NSEC);
    }
  }
}
