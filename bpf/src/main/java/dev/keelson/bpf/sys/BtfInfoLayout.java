package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** What {@code BPF_OBJ_GET_INFO_BY_FD} tells of BTF: as much of it as every kernel has. */
final class BtfInfoLayout {
  private BtfInfoLayout() {}

  // struct bpf_btf_info, include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("btf"), JAVA_INT.withName("btf_size"), JAVA_INT.withName("id"));

  static final long BTF = LAYOUT.byteOffset(groupElement("btf"));
  static final long BTF_SIZE = LAYOUT.byteOffset(groupElement("btf_size"));
}
