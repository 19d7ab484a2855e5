package dev.keelson.bpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.PerfEvents;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** The perf events that carry programs: one method per kind of event. */
public final class PerfEventCommands {
  // enum perf_type_id, include/uapi/linux/perf_event.h
  private static final int PERF_TYPE_TRACEPOINT = 2;

  // /sys/bus/event_source/devices/uprobe/format/retprobe: config:0
  private static final long RETURN_PROBE = 1;

  private static final Path UPROBE_TYPE = Path.of("/sys/bus/event_source/devices/uprobe/type");

  private static final int ANY_PROCESS = -1;
  private static final int ANY_CPU = -1;

  private PerfEventCommands() {}

  /** A classic tracepoint by its id. Programs on it run on every CPU, whichever the event names. */
  public static FileDescriptor tracepoint(int id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = attribute(arena, PERF_TYPE_TRACEPOINT, id);
      return PerfEvents.open(attr, ANY_PROCESS, 0, null, 0);
    }
  }

  /**
   * A place in a user-space file.
   *
   * @param pid process or thread, -1 for all
   */
  public static FileDescriptor uprobe(Path file, long fileOffset, boolean onReturn, int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = attribute(arena, uprobeType(), onReturn ? RETURN_PROBE : 0);
      attr.set(
          JAVA_LONG,
          PerfEventAttr.CONFIG1,
          arena.allocateFrom(file.toAbsolutePath().toString()).address());
      attr.set(JAVA_LONG, PerfEventAttr.CONFIG2, fileOffset);
      return PerfEvents.open(attr, pid, pid == ANY_PROCESS ? 0 : ANY_CPU, null, 0);
    }
  }

  private static MemorySegment attribute(Arena arena, int type, long config) {
    MemorySegment attr = arena.allocate(PerfEventAttr.LAYOUT);
    attr.set(JAVA_INT, PerfEventAttr.TYPE, type);
    attr.set(JAVA_INT, PerfEventAttr.SIZE, Math.toIntExact(attr.byteSize()));
    attr.set(JAVA_LONG, PerfEventAttr.CONFIG, config);
    attr.set(JAVA_LONG, PerfEventAttr.SAMPLE_PERIOD, 1);
    return attr;
  }

  private static int uprobeType() {
    try {
      return Integer.parseInt(Files.readString(UPROBE_TYPE).strip());
    } catch (IOException e) {
      throw new UnsupportedKernelException(
          "this kernel has no uprobes (%s)".formatted(e),
          "They need CONFIG_UPROBE_EVENTS=y and Linux 4.17, and /sys to be mounted.",
          e);
    }
  }
}
