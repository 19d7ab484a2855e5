package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** The attribute of {@code BPF_BTF_LOAD}. */
final class BtfLoadAttr {
  private BtfLoadAttr() {}

  // struct of union bpf_attr ("used by BPF_BTF_LOAD command"), include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("btf"),
          JAVA_LONG.withName("btf_log_buf"),
          JAVA_INT.withName("btf_size"),
          JAVA_INT.withName("btf_log_size"),
          JAVA_INT.withName("btf_log_level"),
          MemoryLayout.paddingLayout(4));

  static final long BTF = LAYOUT.byteOffset(groupElement("btf"));
  static final long BTF_LOG_BUF = LAYOUT.byteOffset(groupElement("btf_log_buf"));
  static final long BTF_SIZE = LAYOUT.byteOffset(groupElement("btf_size"));
  static final long BTF_LOG_SIZE = LAYOUT.byteOffset(groupElement("btf_log_size"));
  static final long BTF_LOG_LEVEL = LAYOUT.byteOffset(groupElement("btf_log_level"));
}
