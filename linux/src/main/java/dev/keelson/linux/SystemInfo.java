package dev.keelson.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Set;

/** What this machine is and what this process may do on it. Reads anew at every call. */
public final class SystemInfo {
  // struct new_utsname, include/uapi/linux/utsname.h: six fields of 65 bytes, release the third,
  // machine the fifth
  private static final long UTS_FIELD_BYTES = 65;
  private static final long UTS_FIELDS = 6;
  private static final long UTS_RELEASE = 2;
  private static final long UTS_MACHINE = 4;

  private SystemInfo() {}

  /** The running kernel's version, from uname(2). */
  public static KernelVersion kernel() {
    return KernelVersion.parse(uname(UTS_RELEASE));
  }

  /** What kind of machine this is, from uname(2): {@code x86_64} or {@code aarch64}. */
  public static String machine() {
    return uname(UTS_MACHINE);
  }

  private static String uname(long field) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment names = own.allocate(UTS_FIELDS * UTS_FIELD_BYTES);
      long result = Syscalls.call(SyscallNumber.UNAME, Syscalls.address(names), 0, 0, 0, 0, 0);
      Syscalls.check(result, "uname");
      return names.getString(field * UTS_FIELD_BYTES);
    }
  }

  /** The CPUs that run, by number; there may be gaps. */
  public static BitSet onlineCpus() {
    return CpuList.parse(read("/sys/devices/system/cpu/online"));
  }

  /**
   * The CPUs that may ever run, by number: per-CPU map values have one slot for each, and slots are
   * counted from 0 without gaps up to the highest.
   */
  public static BitSet possibleCpus() {
    return CpuList.parse(read("/sys/devices/system/cpu/possible"));
  }

  /** The size of a page in bytes. */
  public static int pageSizeBytes() {
    return Memory.pageSizeBytes();
  }

  /** The effective capabilities of this process, of those that {@link Capability} knows. */
  public static Set<Capability> capabilities() {
    return Capability.parse(statusField("CapEff"));
  }

  /** The number of the effective user. */
  public static int userId() {
    // real, effective, saved, file system: proc_pid_status(5)
    return Integer.parseUnsignedInt(statusField("Uid").split("\\s+", -1)[1]);
  }

  private static String statusField(String name) {
    return read("/proc/self/status")
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("/proc/self/status has no line " + name))
        .substring(name.length() + 1)
        .strip();
  }

  private static String read(String path) {
    try {
      return java.nio.file.Files.readString(Path.of(path)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read: are /proc and /sys mounted?", e);
    }
  }
}
