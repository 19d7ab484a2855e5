package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** The attribute of {@code BPF_*_GET_NEXT_ID} and {@code BPF_*_GET_FD_BY_ID}. */
final class IdAttr {
  private IdAttr() {}

  // anonymous struct of union bpf_attr (BPF_*_GET_*_ID), include/uapi/linux/bpf.h, v6.18; its first
  // member is a union of start_id, prog_id, map_id, btf_id and link_id
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("id"), JAVA_INT.withName("next_id"), JAVA_INT.withName("open_flags"));

  static final long ID = LAYOUT.byteOffset(groupElement("id"));
  static final long NEXT_ID = LAYOUT.byteOffset(groupElement("next_id"));
}
