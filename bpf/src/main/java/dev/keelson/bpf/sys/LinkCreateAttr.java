package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * The attribute of {@code BPF_LINK_CREATE}: a head, and behind it a part for the kind of link.
 *
 * <pre>
 *   0         4           8             12      16
 *   | prog_fd | target_fd | attach_type | flags | perf_event | iter | kprobe_multi | uprobe_multi
 * </pre>
 */
final class LinkCreateAttr {
  private LinkCreateAttr() {}

  // struct of union bpf_attr (link_create), include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("prog_fd"),
          JAVA_INT.withName("target_fd"),
          JAVA_INT.withName("attach_type"),
          JAVA_INT.withName("flags"));

  static final StructLayout PERF_EVENT =
      MemoryLayout.structLayout(JAVA_LONG.withName("bpf_cookie"));

  static final StructLayout ITERATOR =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("iter_info"),
          JAVA_INT.withName("iter_info_len"),
          MemoryLayout.paddingLayout(4));

  /** Of tcx and netkit: zeroes ask for no place among other programs. */
  static final StructLayout NETWORK =
      MemoryLayout.structLayout(
          JAVA_INT.withName("relative_fd"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("expected_revision"));

  static final StructLayout KPROBE_MULTI =
      MemoryLayout.structLayout(
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("cnt"),
          JAVA_LONG.withName("syms"),
          JAVA_LONG.withName("addrs"),
          JAVA_LONG.withName("cookies"));

  static final StructLayout UPROBE_MULTI =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("path"),
          JAVA_LONG.withName("offsets"),
          JAVA_LONG.withName("ref_ctr_offsets"),
          JAVA_LONG.withName("cookies"),
          JAVA_INT.withName("cnt"),
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("pid"),
          MemoryLayout.paddingLayout(4));

  /** Where the part for the kind begins. */
  static final long PART = LAYOUT.byteSize();

  static final long PROG_FD = LAYOUT.byteOffset(groupElement("prog_fd"));
  static final long TARGET_FD = LAYOUT.byteOffset(groupElement("target_fd"));
  static final long ATTACH_TYPE = LAYOUT.byteOffset(groupElement("attach_type"));

  static final long COOKIE = PART + PERF_EVENT.byteOffset(groupElement("bpf_cookie"));
  static final long ITER_INFO = PART + ITERATOR.byteOffset(groupElement("iter_info"));
  static final long ITER_INFO_LEN = PART + ITERATOR.byteOffset(groupElement("iter_info_len"));
  static final long KPROBE_FLAGS = PART + KPROBE_MULTI.byteOffset(groupElement("flags"));
  static final long KPROBE_CNT = PART + KPROBE_MULTI.byteOffset(groupElement("cnt"));
  static final long KPROBE_SYMS = PART + KPROBE_MULTI.byteOffset(groupElement("syms"));
  static final long KPROBE_COOKIES = PART + KPROBE_MULTI.byteOffset(groupElement("cookies"));
  static final long UPROBE_PATH = PART + UPROBE_MULTI.byteOffset(groupElement("path"));
  static final long UPROBE_OFFSETS = PART + UPROBE_MULTI.byteOffset(groupElement("offsets"));
  static final long UPROBE_COOKIES = PART + UPROBE_MULTI.byteOffset(groupElement("cookies"));
  static final long UPROBE_CNT = PART + UPROBE_MULTI.byteOffset(groupElement("cnt"));
  static final long UPROBE_FLAGS = PART + UPROBE_MULTI.byteOffset(groupElement("flags"));
  static final long UPROBE_PID = PART + UPROBE_MULTI.byteOffset(groupElement("pid"));
}
