package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** The attribute of {@code BPF_MAP_CREATE}. */
final class MapCreateAttr {
  private MapCreateAttr() {}

  // struct of union bpf_attr ("used by BPF_MAP_CREATE command"), include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("map_type"),
          JAVA_INT.withName("key_size"),
          JAVA_INT.withName("value_size"),
          JAVA_INT.withName("max_entries"),
          JAVA_INT.withName("map_flags"),
          JAVA_INT.withName("inner_map_fd"),
          JAVA_INT.withName("numa_node"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("map_name"),
          JAVA_INT.withName("map_ifindex"),
          JAVA_INT.withName("btf_fd"),
          JAVA_INT.withName("btf_key_type_id"),
          JAVA_INT.withName("btf_value_type_id"),
          JAVA_INT.withName("btf_vmlinux_value_type_id"));

  static final long MAP_TYPE = LAYOUT.byteOffset(groupElement("map_type"));
  static final long KEY_SIZE = LAYOUT.byteOffset(groupElement("key_size"));
  static final long VALUE_SIZE = LAYOUT.byteOffset(groupElement("value_size"));
  static final long MAX_ENTRIES = LAYOUT.byteOffset(groupElement("max_entries"));
  static final long MAP_FLAGS = LAYOUT.byteOffset(groupElement("map_flags"));
  static final long MAP_NAME = LAYOUT.byteOffset(groupElement("map_name"));
  static final long BTF_FD = LAYOUT.byteOffset(groupElement("btf_fd"));
  static final long BTF_KEY_TYPE_ID = LAYOUT.byteOffset(groupElement("btf_key_type_id"));
  static final long BTF_VMLINUX_VALUE_TYPE_ID =
      LAYOUT.byteOffset(groupElement("btf_vmlinux_value_type_id"));
  static final long BTF_VALUE_TYPE_ID = LAYOUT.byteOffset(groupElement("btf_value_type_id"));
}
