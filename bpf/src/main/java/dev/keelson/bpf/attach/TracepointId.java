package dev.keelson.bpf.attach;

import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.linux.Errno;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.Files;
import dev.keelson.linux.Mounts;
import dev.keelson.linux.SyscallException;

/** The number by which perf_event_open(2) knows a tracepoint: tracefs' {@code events/C/E/id}. */
final class TracepointId {
  private TracepointId() {}

  static int read(String category, String event) {
    // A mount of our own, in no directory: tracefs need not be mounted, and nothing stays behind.
    try (FileDescriptor tracefs = Mounts.detached("tracefs")) {
      return Integer.parseInt(
          Files.readText(tracefs, "events/%s/%s/id".formatted(category, event)).strip());
    } catch (SyscallException e) {
      if (e.errno() == Errno.ENOENT) {
        throw new UnsupportedKernelException(
            "this kernel has no tracepoint %s:%s".formatted(category, event),
            "tracefs lists those it has in available_events.",
            e);
      }
      throw e;
    }
  }
}
