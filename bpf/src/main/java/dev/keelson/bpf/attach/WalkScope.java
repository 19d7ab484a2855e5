package dev.keelson.bpf.attach;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.keelson.bpf.BpfMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** How much an iterator walks: {@code union bpf_iter_link_info}, include/uapi/linux/bpf.h. */
public sealed interface WalkScope {
  /** All there is. */
  record Everything() implements WalkScope {}

  /** The elements of one map, for {@code bpf_map_elem}. Linux 5.9. */
  record OfMap(BpfMap map) implements WalkScope {}

  /** The threads of one process, for {@code task} and its kin. Linux 6.1. */
  record OfProcess(int pid) implements WalkScope {}

  /** One thread, for {@code task} and its kin. Linux 6.1. */
  record OfThread(int tid) implements WalkScope {}

  /** The kernel's form; {@link MemorySegment#NULL} for everything. */
  default MemorySegment encoded(Arena arena) {
    // struct { u32 tid; u32 pid; u32 pid_fd; } task; struct { u32 map_fd; } map
    MemorySegment info = arena.allocate(16, Long.BYTES);
    return switch (this) {
      case Everything _ -> MemorySegment.NULL;
      case OfMap(BpfMap map) -> with(info, 0, map.fd().number());
      case OfThread(int tid) -> with(info, 0, tid);
      case OfProcess(int pid) -> with(info, Integer.BYTES, pid);
    };
  }

  private static MemorySegment with(MemorySegment info, long offset, int value) {
    info.set(JAVA_INT, offset, value);
    return info;
  }
}
