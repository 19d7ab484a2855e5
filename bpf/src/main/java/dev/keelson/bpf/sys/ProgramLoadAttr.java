package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** The attribute of {@code BPF_PROG_LOAD}. */
final class ProgramLoadAttr {
  private ProgramLoadAttr() {}

  // struct of union bpf_attr ("used by BPF_PROG_LOAD command"), include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("prog_type"),
          JAVA_INT.withName("insn_cnt"),
          JAVA_LONG.withName("insns"),
          JAVA_LONG.withName("license"),
          JAVA_INT.withName("log_level"),
          JAVA_INT.withName("log_size"),
          JAVA_LONG.withName("log_buf"),
          JAVA_INT.withName("kern_version"),
          JAVA_INT.withName("prog_flags"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("prog_name"),
          JAVA_INT.withName("prog_ifindex"),
          JAVA_INT.withName("expected_attach_type"),
          JAVA_INT.withName("prog_btf_fd"),
          JAVA_INT.withName("func_info_rec_size"),
          JAVA_LONG.withName("func_info"),
          JAVA_INT.withName("func_info_cnt"),
          JAVA_INT.withName("line_info_rec_size"),
          JAVA_LONG.withName("line_info"),
          JAVA_INT.withName("line_info_cnt"),
          JAVA_INT.withName("attach_btf_id"));

  static final long PROG_TYPE = LAYOUT.byteOffset(groupElement("prog_type"));
  static final long INSN_CNT = LAYOUT.byteOffset(groupElement("insn_cnt"));
  static final long INSNS = LAYOUT.byteOffset(groupElement("insns"));
  static final long LICENSE = LAYOUT.byteOffset(groupElement("license"));
  static final long LOG_LEVEL = LAYOUT.byteOffset(groupElement("log_level"));
  static final long LOG_SIZE = LAYOUT.byteOffset(groupElement("log_size"));
  static final long LOG_BUF = LAYOUT.byteOffset(groupElement("log_buf"));
  static final long PROG_FLAGS = LAYOUT.byteOffset(groupElement("prog_flags"));
  static final long PROG_NAME = LAYOUT.byteOffset(groupElement("prog_name"));
  static final long EXPECTED_ATTACH_TYPE = LAYOUT.byteOffset(groupElement("expected_attach_type"));
  static final long PROG_BTF_FD = LAYOUT.byteOffset(groupElement("prog_btf_fd"));
  static final long FUNC_INFO_REC_SIZE = LAYOUT.byteOffset(groupElement("func_info_rec_size"));
  static final long FUNC_INFO = LAYOUT.byteOffset(groupElement("func_info"));
  static final long FUNC_INFO_CNT = LAYOUT.byteOffset(groupElement("func_info_cnt"));
  static final long LINE_INFO_REC_SIZE = LAYOUT.byteOffset(groupElement("line_info_rec_size"));
  static final long LINE_INFO = LAYOUT.byteOffset(groupElement("line_info"));
  static final long LINE_INFO_CNT = LAYOUT.byteOffset(groupElement("line_info_cnt"));
  static final long ATTACH_BTF_ID = LAYOUT.byteOffset(groupElement("attach_btf_id"));
}
