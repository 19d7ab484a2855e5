package dev.keelson.bpf;

import dev.keelson.bpf.sys.Commands;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.ProgramType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** A program in the kernel; owned by its {@link BpfObject}. Safe for use by any thread. */
public final class BpfProgram {
  // Linux 6.18 net/bpf/test_run.c: a packet has at least an Ethernet header
  private static final int MIN_PACKET_BYTES = 14;

  // kernel/trace/bpf_trace.c bpf_prog_test_run_raw_tp: MAX_BPF_FUNC_ARGS words
  private static final int MAX_RAW_TRACEPOINT_BYTES = 12 * Long.BYTES;

  // kernel/bpf/syscall.c bpf_prog_test_run_syscall: U16_MAX
  private static final int MAX_SYSCALL_BYTES = 65_535;

  // more than helpers can make a packet longer by in one run: headroom and tailroom are in one page
  private static final int MOST_GROWTH_BYTES = 4096;

  private static final Set<ProgramType> PACKET_TYPES =
      EnumSet.of(
          ProgramType.SOCKET_FILTER,
          ProgramType.SCHED_CLS,
          ProgramType.XDP,
          ProgramType.CGROUP_SKB,
          ProgramType.FLOW_DISSECTOR);

  private final ProgramSpec spec;
  private final FileDescriptor fd;
  private final Map<String, BpfMap> maps;

  /**
   * @param maps those of its object, by name
   */
  BpfProgram(ProgramSpec spec, FileDescriptor fd, Map<String, BpfMap> maps) {
    this.spec = spec;
    this.fd = fd;
    this.maps = maps;
  }

  /** The name of the method it was made from. */
  public String name() {
    return spec.name();
  }

  /** What it was loaded from. */
  public ProgramSpec spec() {
    return spec;
  }

  /**
   * The map of that name that its object has.
   *
   * @throws NoSuchElementException when the object has none
   */
  public BpfMap map(String mapName) {
    BpfMap map = maps.get(mapName);
    if (map == null) {
      throw new NoSuchElementException("%s has no map \"%s\"".formatted(this, mapName));
    }
    return map;
  }

  /** Its descriptor; closed with the object. */
  public FileDescriptor fd() {
    return fd;
  }

  /** How often and how long it ran; counts only while a {@link RunStatistics#enable} is open. */
  public RunStatistics statistics() {
    Commands.ProgramInfo info = info();
    return new RunStatistics(info.runs(), info.nanos());
  }

  /** The kernel's id of it, unique among the loaded programs of the machine. */
  public int id() {
    return info().id();
  }

  /** Instructions after the verifier rewrote it; those of 64-bit immediates count twice. */
  public int translatedInstructions() {
    return info().translatedBytes() / Long.BYTES;
  }

  /** Instructions the verifier walked through until it was sure; 0 before Linux 5.16. */
  public int verifiedInstructions() {
    return info().verifiedInstructions();
  }

  private Commands.ProgramInfo info() {
    return Commands.programInfo(fd, "BPF_OBJ_GET_INFO_BY_FD, program \"" + name() + "\"");
  }

  /**
   * Runs a SYSCALL or raw tracepoint program once.
   *
   * @param context what the program sees as its context: at most 65,535 bytes for a SYSCALL
   *     program, which may write to it, at most 96 for a raw tracepoint
   * @throws IllegalArgumentException for another kind of program or too long a context
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public RunResult testRun(byte[] context) {
    if (type() != ProgramType.SYSCALL && type() != ProgramType.RAW_TRACEPOINT) {
      throw new IllegalArgumentException(
          "%s is a %s program: only SYSCALL and RAW_TRACEPOINT programs run with a context"
              .formatted(name(), type()));
    }
    int limit = type() == ProgramType.SYSCALL ? MAX_SYSCALL_BYTES : MAX_RAW_TRACEPOINT_BYTES;
    if (context.length > limit) {
      throw new IllegalArgumentException(
          "%d bytes of context; %s takes at most %d".formatted(context.length, type(), limit));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment inKernelReach = copy(arena, context);
      Commands.TestRun run =
          Commands.programTestRun(
              fd, inKernelReach, MemorySegment.NULL, MemorySegment.NULL, 0, testRunCall());
      return new RunResult(
          run.returnValue(),
          run.averageNanos(),
          Bytes.copyOf(inKernelReach.toArray(ValueLayout.JAVA_BYTE)),
          Bytes.empty());
    }
  }

  /**
   * Runs a program that sees a packet, again and again.
   *
   * @param packet at least 14 bytes
   * @param repeat times to run, at least 1
   * @return with the average duration of a run and the packet, and no context
   * @throws IllegalArgumentException for another kind of program or too short a packet
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public RunResult testRun(byte[] packet, int repeat) {
    if (!PACKET_TYPES.contains(type())) {
      throw new IllegalArgumentException(
          "%s is a %s program: only %s programs see a packet"
              .formatted(name(), type(), PACKET_TYPES));
    }
    if (packet.length < MIN_PACKET_BYTES || repeat < 1) {
      throw new IllegalArgumentException(
          "%d bytes of packet, %d runs; expected at least %d bytes and 1 run"
              .formatted(packet.length, repeat, MIN_PACKET_BYTES));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment left = arena.allocate(packet.length + MOST_GROWTH_BYTES);
      Commands.TestRun run =
          Commands.programTestRun(
              fd, MemorySegment.NULL, copy(arena, packet), left, repeat, testRunCall());
      byte[] after = left.asSlice(0, run.packetBytes()).toArray(ValueLayout.JAVA_BYTE);
      return new RunResult(
          run.returnValue(), run.averageNanos(), Bytes.empty(), Bytes.copyOf(after));
    }
  }

  private ProgramType type() {
    return spec.attachPoint().programType();
  }

  private String testRunCall() {
    return "BPF_PROG_TEST_RUN, program \"" + name() + "\"";
  }

  private static MemorySegment copy(Arena arena, byte[] bytes) {
    return bytes.length == 0
        ? MemorySegment.NULL
        : arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
  }

  @Override
  public String toString() {
    return "program \"" + name() + "\" (" + type() + ")";
  }
}
