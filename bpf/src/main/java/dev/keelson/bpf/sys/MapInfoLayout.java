package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** What {@code BPF_OBJ_GET_INFO_BY_FD} tells of a map: as much of it as every kernel has. */
final class MapInfoLayout {
  private MapInfoLayout() {}

  // struct bpf_map_info, include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("type"),
          JAVA_INT.withName("id"),
          JAVA_INT.withName("key_size"),
          JAVA_INT.withName("value_size"),
          JAVA_INT.withName("max_entries"),
          JAVA_INT.withName("map_flags"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("name"));

  static final long TYPE = LAYOUT.byteOffset(groupElement("type"));
  static final long KEY_SIZE = LAYOUT.byteOffset(groupElement("key_size"));
  static final long VALUE_SIZE = LAYOUT.byteOffset(groupElement("value_size"));
  static final long MAX_ENTRIES = LAYOUT.byteOffset(groupElement("max_entries"));
  static final long NAME = LAYOUT.byteOffset(groupElement("name"));
}
