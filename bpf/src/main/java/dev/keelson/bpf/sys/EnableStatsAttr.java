package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** The attribute of {@code BPF_ENABLE_STATS}. */
final class EnableStatsAttr {
  private EnableStatsAttr() {}

  // struct of union bpf_attr (enable_stats), include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT = MemoryLayout.structLayout(JAVA_INT.withName("type"));

  static final long TYPE = LAYOUT.byteOffset(groupElement("type"));
}
