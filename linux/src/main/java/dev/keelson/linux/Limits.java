package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Resource limits of this process: prlimit64(2), what {@code ulimit} shows. */
public final class Limits {
  /** RLIM64_INFINITY, include/uapi/linux/resource.h: no limit. Compares below every other value. */
  public static final long UNLIMITED = -1;

  // struct rlimit64, include/uapi/linux/resource.h: the soft limit, then the hard one
  private static final long SOFT = 0;
  private static final long HARD = 8;
  private static final long SIZE = 16;

  private static final int THIS_PROCESS = 0;

  private Limits() {}

  /**
   * A limit, in the unit of its {@link Resource}.
   *
   * @param soft what the kernel enforces, or {@link #UNLIMITED}
   * @param hard how far soft may be raised, or {@link #UNLIMITED}
   */
  public record Limit(long soft, long hard) {
    /** The same with the soft limit raised as far as it may be. */
    public Limit raised() {
      return new Limit(hard, hard);
    }
  }

  /** The limit in force. */
  public static Limit get(Resource resource) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment old = own.allocate(SIZE, Long.BYTES);
      call(resource, 0, Syscalls.address(old), "");
      return new Limit(old.get(JAVA_LONG, SOFT), old.get(JAVA_LONG, HARD));
    }
  }

  /**
   * Sets a limit for every thread of this process and for the children to come.
   *
   * @throws SyscallException EPERM when the hard limit would rise without CAP_SYS_RESOURCE, EINVAL
   *     when soft is above hard
   */
  public static void set(Resource resource, Limit limit) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment wanted = own.allocate(SIZE, Long.BYTES);
      wanted.set(JAVA_LONG, SOFT, limit.soft());
      wanted.set(JAVA_LONG, HARD, limit.hard());
      call(resource, Syscalls.address(wanted), 0, ", " + limit);
    }
  }

  private static void call(Resource resource, long wanted, long old, String what) {
    long result =
        Syscalls.call(SyscallNumber.PRLIMIT64, THIS_PROCESS, resource.number, wanted, old, 0, 0);
    if (result < 0) {
      throw Syscalls.failure(result, "prlimit64(" + resource + what + ")");
    }
  }
}
