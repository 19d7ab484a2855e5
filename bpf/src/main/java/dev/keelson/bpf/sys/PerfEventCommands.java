package dev.keelson.bpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.PerfEvents;
import dev.keelson.object.image.AttachPoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The perf events that carry programs: one method per kind of event. */
public final class PerfEventCommands {
  // enum perf_type_id, include/uapi/linux/perf_event.h
  private static final int PERF_TYPE_TRACEPOINT = 2;

  // /sys/bus/event_source/devices/{kprobe,uprobe}/format: retprobe is config:0, ref_ctr_offset
  // config:32-63
  private static final long RETURN_PROBE = 1;
  private static final int SEMAPHORE_SHIFT = 32;

  // struct perf_event_attr, include/uapi/linux/perf_event.h: the bit "freq" of the flags word
  private static final long FREQUENCY = 1L << 10;

  private static final Path KPROBE_TYPE = Path.of("/sys/bus/event_source/devices/kprobe/type");
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
   * A kernel function.
   *
   * @throws UnsupportedKernelException when this kernel has no kprobes
   */
  public static FileDescriptor kprobe(String function, boolean onReturn) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = attribute(arena, kprobeType(), onReturn ? RETURN_PROBE : 0);
      attr.set(JAVA_LONG, PerfEventAttr.CONFIG1, arena.allocateFrom(function).address());
      return PerfEvents.open(attr, ANY_PROCESS, 0, null, 0);
    }
  }

  /**
   * A place in a user-space file.
   *
   * @param semaphoreOffset in the file, of a 16-bit counter of those who listen; 0 for none. Linux
   *     4.20
   * @param pid process or thread, -1 for all
   */
  public static FileDescriptor uprobe(
      Path file, long fileOffset, long semaphoreOffset, boolean onReturn, int pid) {
    try (Arena arena = Arena.ofConfined()) {
      long config = semaphoreOffset << SEMAPHORE_SHIFT | (onReturn ? RETURN_PROBE : 0);
      MemorySegment attr = attribute(arena, uprobeType(), config);
      attr.set(
          JAVA_LONG,
          PerfEventAttr.CONFIG1,
          arena.allocateFrom(file.toAbsolutePath().toString()).address());
      attr.set(JAVA_LONG, PerfEventAttr.CONFIG2, fileOffset);
      return PerfEvents.open(attr, pid, pid == ANY_PROCESS ? 0 : ANY_CPU, null, 0);
    }
  }

  /**
   * A counter.
   *
   * @param pid process or thread, -1 for all
   * @param cpu the CPU it counts on, -1 for whichever the thread runs on
   */
  public static FileDescriptor counter(AttachPoint.PerfEvent event, int pid, int cpu) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = attribute(arena, event.kind().type(), event.kind().config());
      attr.set(JAVA_LONG, PerfEventAttr.SAMPLE_PERIOD, event.every());
      attr.set(JAVA_LONG, PerfEventAttr.FLAGS, event.perSecond() ? FREQUENCY : 0);
      return PerfEvents.open(attr, pid, cpu, null, 0);
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

  private static int kprobeType() {
    return type(
        KPROBE_TYPE,
        "this kernel has no kprobes",
        "They need CONFIG_KPROBE_EVENTS=y and Linux 4.17, and /sys to be mounted. A tracepoint"
            + " near the function works everywhere: @BtfTracepoint.");
  }

  private static int uprobeType() {
    return type(
        UPROBE_TYPE,
        "this kernel has no uprobes",
        "They need CONFIG_UPROBE_EVENTS=y and Linux 4.17, and /sys to be mounted.");
  }

  private static int type(Path file, String missing, String remedy) {
    try {
      return Integer.parseInt(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      throw new UnsupportedKernelException(
          "%s: there is no %s".formatted(missing, file), remedy, e);
    } catch (IOException e) {
      throw new UnsupportedKernelException("%s (%s)".formatted(missing, e), remedy, e);
    }
  }
}
