package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** The attribute of {@code BPF_RAW_TRACEPOINT_OPEN}. */
final class RawTracepointAttr {
  private RawTracepointAttr() {}

  // struct of union bpf_attr (raw_tracepoint), include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("name"),
          JAVA_INT.withName("prog_fd"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("cookie"));

  static final long NAME = LAYOUT.byteOffset(groupElement("name"));
  static final long PROG_FD = LAYOUT.byteOffset(groupElement("prog_fd"));
  static final long COOKIE = LAYOUT.byteOffset(groupElement("cookie"));
}
