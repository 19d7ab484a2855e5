package dev.keelson.linux;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** {@code perf_event_open(2)} and the requests its descriptors take. */
public final class PerfEvents {
  /** Close the event's descriptor on exec; {@code PERF_FLAG_FD_CLOEXEC}. */
  public static final long CLOSE_ON_EXEC = 1 << 3;

  // include/uapi/linux/perf_event.h: _IO('$', 0), _IO('$', 1), _IOW('$', 8, __u32)
  private static final int PERF_EVENT_IOC_ENABLE = 0x2400;
  private static final int PERF_EVENT_IOC_DISABLE = 0x2401;
  private static final int PERF_EVENT_IOC_SET_BPF = 0x40042408;

  private PerfEvents() {}

  /**
   * Opens an event; always close-on-exec.
   *
   * @param attr {@code struct perf_event_attr} in native memory, its {@code size} field filled
   * @param pid process or thread; 0 this thread, -1 every one
   * @param cpu CPU number, or -1 for whichever the thread runs on
   * @param groupOrNull the group's leader, or null for an event of its own
   * @param flags {@code PERF_FLAG_*}
   * @throws SyscallException when the kernel refuses
   */
  public static FileDescriptor open(
      MemorySegment attr, int pid, int cpu, FileDescriptor groupOrNull, long flags) {
    int group = groupOrNull == null ? -1 : groupOrNull.number();
    String call = "perf_event_open(pid " + pid + ", cpu " + cpu + ")";
    try {
      return FileDescriptor.opened(
          Syscalls.call(
              SyscallNumber.PERF_EVENT_OPEN,
              Syscalls.address(attr),
              pid,
              cpu,
              group,
              flags | CLOSE_ON_EXEC,
              0),
          call);
    } finally {
      Reference.reachabilityFence(attr);
    }
  }

  /** Starts counting, and running the attached program. */
  public static void enable(FileDescriptor event) {
    ioctl(event, PERF_EVENT_IOC_ENABLE, 0, "PERF_EVENT_IOC_ENABLE");
  }

  /** Stops what {@link #enable} started. */
  public static void disable(FileDescriptor event) {
    ioctl(event, PERF_EVENT_IOC_DISABLE, 0, "PERF_EVENT_IOC_DISABLE");
  }

  /** Runs a program at each event; it stays attached until the event is closed. */
  public static void setBpf(FileDescriptor event, FileDescriptor program) {
    ioctl(event, PERF_EVENT_IOC_SET_BPF, program.number(), "PERF_EVENT_IOC_SET_BPF");
  }

  private static void ioctl(FileDescriptor event, int request, int argument, String name) {
    long result = Syscalls.call(SyscallNumber.IOCTL, event.number(), request, argument, 0, 0, 0);
    if (result < 0) {
      throw Syscalls.failure(result, "ioctl(" + name + ") on " + event);
    }
  }
}
