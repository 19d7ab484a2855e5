package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keelson.linux.fault.FaultySyscalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** bpf(2) and perf_event_open(2) with attributes written by hand: nothing above is needed. */
class BpfTest {
  // enum bpf_cmd, bpf_map_type and bpf_prog_type, include/uapi/linux/bpf.h
  private static final int MAP_CREATE = 0;
  private static final int MAP_LOOKUP_ELEM = 1;
  private static final int MAP_UPDATE_ELEM = 2;
  private static final int PROG_LOAD = 5;
  private static final int HASH = 1;
  private static final int PERF_EVENT_PROGRAM = 7;

  // include/uapi/linux/perf_event.h
  private static final int TYPE_SOFTWARE = 1;
  private static final int TASK_CLOCK = 1;

  private final Arena arena = Arena.ofConfined();

  @BeforeEach
  void needsCapabilities() {
    assumeTrue(
        SystemInfo.capabilities().containsAll(Set.of(Capability.CAP_BPF, Capability.CAP_PERFMON)),
        "skipped: this process has no CAP_BPF and CAP_PERFMON");
  }

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void aMapReturnsWhatWasPutAndEnoentForTheRest() {
    try (FileDescriptor map = Bpf.open(MAP_CREATE, hash(4), "BPF_MAP_CREATE, hash")) {
      MemorySegment value = arena.allocate(JAVA_LONG);
      value.set(JAVA_LONG, 0, 77);
      assertThat(Bpf.call(MAP_UPDATE_ELEM, element(map, 1, value), "BPF_MAP_UPDATE_ELEM")).isZero();

      MemorySegment found = arena.allocate(JAVA_LONG);
      assertThat(Bpf.attempt(MAP_LOOKUP_ELEM, element(map, 1, found))).isZero();
      assertThat(found.get(JAVA_LONG, 0)).isEqualTo(77);
      assertThat(Bpf.attempt(MAP_LOOKUP_ELEM, element(map, 2, found)))
          .isEqualTo(-Errno.ENOENT.number());
    }
  }

  @Test
  void aRefusedMapIsNamedAsTheCallerNamedIt() {
    assertThatThrownBy(
            () -> Bpf.open(MAP_CREATE, hash(0), "BPF_MAP_CREATE, hash \"QUEUED\", key 0 B"))
        .isInstanceOfSatisfying(
            SyscallException.class,
            e -> {
              assertThat(e.errno()).isEqualTo(Errno.EINVAL);
              assertThat(e.call()).isEqualTo("bpf(BPF_MAP_CREATE, hash \"QUEUED\", key 0 B)");
            })
        .hasMessage(
            """
            bpf(BPF_MAP_CREATE, hash "QUEUED", key 0 B): EINVAL
                Linux %s does not take these arguments; often a feature of a later kernel. \
            Check them against bpf(2).\
            """
                .formatted(SystemInfo.kernel()));
  }

  @Test
  void aLoadThatASignalBrokeOffIsRepeated() {
    try (FaultySyscalls faults = FaultySyscalls.failing(1, Errno.EAGAIN.number());
        FileDescriptor program = load()) {
      assertThat(program.isOpen()).isTrue();
      assertThat(faults.calls()).isEqualTo(2);
    }
  }

  @Test
  void aMapIsNeverAskedForTwice() {
    try (FaultySyscalls faults = FaultySyscalls.failing(1, Errno.EAGAIN.number())) {
      assertThatThrownBy(() -> Bpf.open(MAP_CREATE, hash(4), "BPF_MAP_CREATE"))
          .isInstanceOf(SyscallException.class);
      assertThat(faults.calls()).isEqualTo(1);
    }
  }

  @Test
  void anEventCountsOnlyWhileItIsEnabled() {
    try (FileDescriptor event = taskClock()) {
      assertThat(count(event)).isZero();
      long before = Clocks.nanos(Clock.THREAD_CPU);
      PerfEvents.enable(event);
      long inside = Clocks.nanos(Clock.THREAD_CPU);
      while (Clocks.nanos(Clock.THREAD_CPU) - inside < 3_000_000) {
        Thread.onSpinWait();
      }
      PerfEvents.disable(event);
      long counted = count(event);
      long after = Clocks.nanos(Clock.THREAD_CPU);

      assertThat(counted).isBetween(3_000_000L, after - before);
      assertThat(count(event)).as("disabled, it stands still").isEqualTo(counted);
    }
  }

  @Test
  void anEventTakesOneProgram() {
    try (FileDescriptor event = taskClock();
        FileDescriptor program = load()) {
      PerfEvents.setBpf(event, program);

      assertThatThrownBy(() -> PerfEvents.setBpf(event, program))
          .isInstanceOfSatisfying(
              SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
          .hasMessageStartingWith("ioctl(PERF_EVENT_IOC_SET_BPF) on fd ");
    }
  }

  @Test
  void anEventOfAProcessThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> PerfEvents.open(attr(), Integer.MAX_VALUE, -1, null, 0))
        .hasMessageStartingWith("perf_event_open(pid 2147483647, cpu -1): ESRCH\n    There is no");
  }

  /** {@code union bpf_attr} of BPF_MAP_CREATE: type, key size, value size, entries. */
  private MemorySegment hash(int keyBytes) {
    MemorySegment attr = arena.allocate(JAVA_INT, 4);
    attr.setAtIndex(JAVA_INT, 0, HASH);
    attr.setAtIndex(JAVA_INT, 1, keyBytes);
    attr.setAtIndex(JAVA_INT, 2, Long.BYTES);
    attr.setAtIndex(JAVA_INT, 3, 16);
    return attr;
  }

  /** The same of BPF_MAP_*_ELEM: map, padding, key, value, flags. */
  private MemorySegment element(FileDescriptor map, int key, MemorySegment value) {
    MemorySegment keyCell = arena.allocate(JAVA_INT);
    keyCell.set(JAVA_INT, 0, key);
    MemorySegment attr = arena.allocate(JAVA_LONG, 4);
    attr.set(JAVA_INT, 0, map.number());
    attr.setAtIndex(JAVA_LONG, 1, keyCell.address());
    attr.setAtIndex(JAVA_LONG, 2, value.address());
    return attr;
  }

  /** The same of BPF_PROG_LOAD: type, count, instructions, licence. Returns 0 at once. */
  private FileDescriptor load() {
    MemorySegment code = arena.allocate(JAVA_LONG, 2);
    code.setAtIndex(JAVA_LONG, 0, 0xb7); // r0 = 0
    code.setAtIndex(JAVA_LONG, 1, 0x95); // exit
    MemorySegment attr = arena.allocate(JAVA_LONG, 6);
    attr.set(JAVA_INT, 0, PERF_EVENT_PROGRAM);
    attr.set(JAVA_INT, 4, 2);
    attr.set(JAVA_LONG, 8, code.address());
    attr.set(JAVA_LONG, 16, arena.allocateFrom("Apache-2.0").address());
    return Bpf.open(PROG_LOAD, attr, "BPF_PROG_LOAD, perf_event");
  }

  /** {@code struct perf_event_attr}, first version: type, size, config, period; disabled. */
  private MemorySegment attr() {
    MemorySegment attr = arena.allocate(64, Long.BYTES);
    attr.set(JAVA_INT, 0, TYPE_SOFTWARE);
    attr.set(JAVA_INT, 4, 64);
    attr.set(JAVA_LONG, 8, TASK_CLOCK);
    attr.set(JAVA_LONG, 16, 1_000_000_000);
    attr.set(JAVA_LONG, 40, 1);
    return attr;
  }

  private FileDescriptor taskClock() {
    return PerfEvents.open(attr(), 0, -1, null, 0);
  }

  private long count(FileDescriptor event) {
    MemorySegment value = arena.allocate(JAVA_LONG);
    assertThat(Files.read(event, value)).isEqualTo(Long.BYTES);
    return value.get(JAVA_LONG, 0);
  }
}
