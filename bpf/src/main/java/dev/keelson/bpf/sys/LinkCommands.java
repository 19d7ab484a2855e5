package dev.keelson.bpf.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keelson.linux.Bpf;
import dev.keelson.linux.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * The commands of bpf(2) that tie a program to the place where it runs: one method per kind of
 * link. They throw as {@link Commands} do. Closing the link detaches.
 */
public final class LinkCommands {
  // enum bpf_cmd, include/uapi/linux/bpf.h, v6.18
  private static final int RAW_TRACEPOINT_OPEN = 17;
  private static final int LINK_CREATE = 28;
  private static final int ITER_CREATE = 33;

  // enum bpf_attach_type, same file
  private static final int BPF_TRACE_ITER = 28;
  private static final int BPF_PERF_EVENT = 41;
  private static final int BPF_STRUCT_OPS = 44;

  // BPF_F_KPROBE_MULTI_RETURN and BPF_F_UPROBE_MULTI_RETURN, same file
  private static final int ON_RETURN = 1;

  private LinkCommands() {}

  /**
   * {@code BPF_RAW_TRACEPOINT_OPEN}.
   *
   * @param name the tracepoint; empty for a program that was told its place when it was loaded (BTF
   *     tracepoint, trampoline, security hook)
   * @param cookie what {@code bpf_get_attach_cookie} gives the program; other than 0 since Linux
   *     6.10, E2BIG before
   */
  public static FileDescriptor rawTracepointOpen(
      FileDescriptor program, String name, long cookie, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(RawTracepointAttr.LAYOUT);
      attr.set(JAVA_INT, RawTracepointAttr.PROG_FD, program.number());
      if (!name.isEmpty()) {
        attr.set(JAVA_LONG, RawTracepointAttr.NAME, arena.allocateFrom(name).address());
      }
      attr.set(JAVA_LONG, RawTracepointAttr.COOKIE, cookie);
      return Bpf.open(RAW_TRACEPOINT_OPEN, attr, what);
    }
  }

  /**
   * {@code BPF_LINK_CREATE} of a program and a perf event. Linux 5.15.
   *
   * @param cookie what {@code bpf_get_attach_cookie} gives the program
   */
  public static FileDescriptor perfEvent(
      FileDescriptor program, FileDescriptor event, long cookie, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = link(arena, program, BPF_PERF_EVENT, LinkCreateAttr.PERF_EVENT);
      attr.set(JAVA_INT, LinkCreateAttr.TARGET_FD, event.number());
      attr.set(JAVA_LONG, LinkCreateAttr.COOKIE, cookie);
      return Bpf.open(LINK_CREATE, attr, what);
    }
  }

  /**
   * {@code BPF_LINK_CREATE} of a program and a part of the network.
   *
   * @param target a descriptor of a cgroup or network namespace, or the index of a device
   * @param attachType number in {@code enum bpf_attach_type}
   */
  public static FileDescriptor network(
      FileDescriptor program, int target, int attachType, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = link(arena, program, attachType, LinkCreateAttr.NETWORK);
      attr.set(JAVA_INT, LinkCreateAttr.TARGET_FD, target);
      return Bpf.open(LINK_CREATE, attr, what);
    }
  }

  /** {@code BPF_LINK_CREATE} of a program and many kernel functions. Linux 5.18. */
  public static FileDescriptor kprobeMulti(
      FileDescriptor program, List<String> functions, boolean onReturn, long cookie, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr =
          link(arena, program, LoadTarget.BPF_TRACE_KPROBE_MULTI, LinkCreateAttr.KPROBE_MULTI);
      MemorySegment names = arena.allocate(ADDRESS, functions.size());
      for (int i = 0; i < functions.size(); i++) {
        names.setAtIndex(ADDRESS, i, arena.allocateFrom(functions.get(i)));
      }
      attr.set(JAVA_INT, LinkCreateAttr.KPROBE_FLAGS, onReturn ? ON_RETURN : 0);
      attr.set(JAVA_INT, LinkCreateAttr.KPROBE_CNT, functions.size());
      attr.set(JAVA_LONG, LinkCreateAttr.KPROBE_SYMS, names.address());
      if (cookie != 0) {
        attr.set(
            JAVA_LONG, LinkCreateAttr.KPROBE_COOKIES, forEach(arena, functions.size(), cookie));
      }
      return Bpf.open(LINK_CREATE, attr, what);
    }
  }

  /**
   * {@code BPF_LINK_CREATE} of a program and many places of a file. Linux 6.6.
   *
   * @param pid the process, 0 for all
   */
  public static FileDescriptor uprobeMulti(
      FileDescriptor program,
      Path file,
      List<Long> fileOffsets,
      boolean onReturn,
      int pid,
      long cookie,
      String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr =
          link(arena, program, LoadTarget.BPF_TRACE_UPROBE_MULTI, LinkCreateAttr.UPROBE_MULTI);
      long[] offsets = fileOffsets.stream().mapToLong(Long::longValue).toArray();
      attr.set(
          JAVA_LONG,
          LinkCreateAttr.UPROBE_PATH,
          arena.allocateFrom(file.toAbsolutePath().toString()).address());
      attr.set(
          JAVA_LONG,
          LinkCreateAttr.UPROBE_OFFSETS,
          arena.allocateFrom(JAVA_LONG, offsets).address());
      attr.set(JAVA_INT, LinkCreateAttr.UPROBE_CNT, offsets.length);
      attr.set(JAVA_INT, LinkCreateAttr.UPROBE_FLAGS, onReturn ? ON_RETURN : 0);
      attr.set(JAVA_INT, LinkCreateAttr.UPROBE_PID, pid);
      if (cookie != 0) {
        attr.set(JAVA_LONG, LinkCreateAttr.UPROBE_COOKIES, forEach(arena, offsets.length, cookie));
      }
      return Bpf.open(LINK_CREATE, attr, what);
    }
  }

  /**
   * {@code BPF_LINK_CREATE} of an iterator program.
   *
   * @param info {@code union bpf_iter_link_info}; {@link MemorySegment#NULL} to walk everything
   */
  public static FileDescriptor iterator(FileDescriptor program, MemorySegment info, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = link(arena, program, BPF_TRACE_ITER, LinkCreateAttr.ITERATOR);
      attr.set(JAVA_LONG, LinkCreateAttr.ITER_INFO, info.address());
      attr.set(JAVA_INT, LinkCreateAttr.ITER_INFO_LEN, Math.toIntExact(info.byteSize()));
      return Bpf.open(LINK_CREATE, attr, what);
    }
  }

  /** {@code BPF_LINK_CREATE} of a struct_ops map: while it is open, the kernel uses it. 6.4. */
  public static FileDescriptor structOps(FileDescriptor map, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(LinkCreateAttr.LAYOUT);
      attr.set(JAVA_INT, LinkCreateAttr.PROG_FD, map.number()); // a union with map_fd
      attr.set(JAVA_INT, LinkCreateAttr.ATTACH_TYPE, BPF_STRUCT_OPS);
      return Bpf.open(LINK_CREATE, attr, what);
    }
  }

  /** {@code BPF_ITER_CREATE}: one walk, whose output is read from the descriptor. */
  public static FileDescriptor walk(FileDescriptor link, String what) {
    try (Arena arena = Arena.ofConfined()) {
      // struct { u32 link_fd; u32 flags; } iter_create of union bpf_attr, include/uapi/linux/bpf.h
      MemorySegment attr = arena.allocate(2 * Integer.BYTES, Integer.BYTES);
      attr.set(JAVA_INT, 0, link.number());
      return Bpf.open(ITER_CREATE, attr, what);
    }
  }

  /** The address of a cookie for each place. */
  private static long forEach(Arena arena, int places, long cookie) {
    MemorySegment cookies = arena.allocate(JAVA_LONG, places);
    for (int i = 0; i < places; i++) {
      cookies.setAtIndex(JAVA_LONG, i, cookie);
    }
    return cookies.address();
  }

  private static MemorySegment link(
      Arena arena, FileDescriptor program, int attachType, MemoryLayout part) {
    MemorySegment attr = arena.allocate(LinkCreateAttr.PART + part.byteSize(), Long.BYTES);
    attr.set(JAVA_INT, LinkCreateAttr.PROG_FD, program.number());
    attr.set(JAVA_INT, LinkCreateAttr.ATTACH_TYPE, attachType);
    return attr;
  }
}
