package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** The attribute of {@code BPF_LINK_CREATE}, without the parts that depend on the kind of link. */
final class LinkCreateAttr {
  private LinkCreateAttr() {}

  // struct of union bpf_attr (link_create), include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("prog_fd"),
          JAVA_INT.withName("target_fd"),
          JAVA_INT.withName("attach_type"),
          JAVA_INT.withName("flags"));

  static final long PROG_FD = LAYOUT.byteOffset(groupElement("prog_fd"));
  static final long TARGET_FD = LAYOUT.byteOffset(groupElement("target_fd"));
  static final long ATTACH_TYPE = LAYOUT.byteOffset(groupElement("attach_type"));
}
