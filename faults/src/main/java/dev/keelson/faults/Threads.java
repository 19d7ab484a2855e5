package dev.keelson.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel counts of a thread, proc_pid_schedstat: an account that is not ours. */
final class Threads {
  private Threads() {}

  /** How long it has had a CPU. */
  static long onCpuNanos(long pid, long tid) throws IOException {
    return schedstat(pid, tid, 0);
  }

  /** How long it has had one or waited for one: the rest of its time it could not have run. */
  static long runnableNanos(long pid, long tid) throws IOException {
    return schedstat(pid, tid, 0) + schedstat(pid, tid, 1);
  }

  private static long schedstat(long pid, long tid, int word) throws IOException {
    Path file = Path.of("/proc/" + pid + "/task/" + tid + "/schedstat");
    return Long.parseLong(Files.readString(file).strip().split(" ", -1)[word]);
  }
}
