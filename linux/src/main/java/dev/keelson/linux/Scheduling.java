package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/** Which thread runs where: gettid(2), sched_setaffinity(2). */
public final class Scheduling {
  // One bit a CPU, as many as NR_CPUS_RANGE_END of arch/x86/Kconfig allows.
  private static final int MAX_CPUS = 8192;
  private static final int MASK_BYTES = MAX_CPUS / Byte.SIZE;

  private Scheduling() {}

  /** The kernel's number of the calling thread; of its carrier, for a virtual thread. */
  public static int currentThreadId() {
    return (int) Syscalls.check(Syscalls.call(SyscallNumber.GETTID, 0, 0L, 0, 0, 0, 0), "gettid()");
  }

  /**
   * The CPUs a thread may run on.
   *
   * @param tid the kernel's number of a thread; 0 for the calling one
   * @throws SyscallException ESRCH when there is no such thread
   */
  public static BitSet getAffinity(int tid) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment mask = own.allocate(MASK_BYTES, Long.BYTES);
      long result =
          Syscalls.call(
              SyscallNumber.SCHED_GETAFFINITY, tid, MASK_BYTES, Syscalls.address(mask), 0, 0, 0);
      if (result < 0) {
        throw Syscalls.failure(result, "sched_getaffinity(thread " + tid + ")");
      }
      return BitSet.valueOf(mask.asSlice(0, result).toArray(JAVA_BYTE));
    }
  }

  /**
   * Confines a thread to CPUs; the kernel moves it before the call returns.
   *
   * @param tid the kernel's number of a thread; 0 for the calling one
   * @param cpus at least one, each below 8192; those offline are ignored by the kernel
   * @throws SyscallException EINVAL when none of the CPUs can be used, ESRCH for no such thread
   */
  public static void setAffinity(int tid, BitSet cpus) {
    if (cpus.isEmpty() || cpus.length() > MAX_CPUS) {
      throw new IllegalArgumentException(
          "CPUs " + cpus + ": expected at least one, and numbers below " + MAX_CPUS);
    }
    try (Arena own = Arena.ofConfined()) {
      MemorySegment mask = own.allocate(MASK_BYTES, Long.BYTES);
      byte[] bits = cpus.toByteArray();
      MemorySegment.copy(bits, 0, mask, JAVA_BYTE, 0, bits.length);
      long result =
          Syscalls.call(
              SyscallNumber.SCHED_SETAFFINITY, tid, MASK_BYTES, Syscalls.address(mask), 0, 0, 0);
      if (result < 0) {
        throw Syscalls.failure(result, "sched_setaffinity(thread " + tid + ", CPUs " + cpus + ")");
      }
    }
  }
}
