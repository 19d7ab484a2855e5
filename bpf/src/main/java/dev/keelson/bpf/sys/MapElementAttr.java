package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * The attribute of the commands on one map element; {@code next_key} shares the place of {@code
 * value}.
 */
final class MapElementAttr {
  private MapElementAttr() {}

  // struct of union bpf_attr ("used by BPF_MAP_*_ELEM and BPF_MAP_FREEZE commands"),
  // include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("map_fd"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("key"),
          JAVA_LONG.withName("value"),
          JAVA_LONG.withName("flags"));

  static final long MAP_FD = LAYOUT.byteOffset(groupElement("map_fd"));
  static final long KEY = LAYOUT.byteOffset(groupElement("key"));
  static final long VALUE = LAYOUT.byteOffset(groupElement("value"));
  static final long FLAGS = LAYOUT.byteOffset(groupElement("flags"));
}
