package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** The attribute of {@code BPF_OBJ_GET_INFO_BY_FD}. */
final class InfoAttr {
  private InfoAttr() {}

  // struct of union bpf_attr (info), include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("bpf_fd"), JAVA_INT.withName("info_len"), JAVA_LONG.withName("info"));

  static final long BPF_FD = LAYOUT.byteOffset(groupElement("bpf_fd"));
  static final long INFO_LEN = LAYOUT.byteOffset(groupElement("info_len"));
  static final long INFO = LAYOUT.byteOffset(groupElement("info"));
}
