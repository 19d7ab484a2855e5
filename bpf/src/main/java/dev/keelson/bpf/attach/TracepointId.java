package dev.keelson.bpf.attach;

import dev.keelson.bpf.btf.UnsupportedKernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The number by which perf_event_open(2) knows a tracepoint: tracefs' {@code events/C/E/id}. */
final class TracepointId {
  private TracepointId() {}

  static int read(String category, String event) {
    Path id = Path.of("/sys/kernel/tracing/events", category, event, "id");
    try {
      return Integer.parseInt(Files.readString(id).strip());
    } catch (IOException e) {
      throw new UnsupportedKernelException(
          "no tracepoint %s:%s is to be seen (%s)".formatted(category, event, e),
          "tracefs, mounted at /sys/kernel/tracing, lists those there are in available_events.",
          e);
    }
  }
}
