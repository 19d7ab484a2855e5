package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** The attribute of {@code BPF_PROG_TEST_RUN}. */
final class TestRunAttr {
  private TestRunAttr() {}

  // struct of union bpf_attr (test), include/uapi/linux/bpf.h, v6.18
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("prog_fd"),
          JAVA_INT.withName("retval"),
          JAVA_INT.withName("data_size_in"),
          JAVA_INT.withName("data_size_out"),
          JAVA_LONG.withName("data_in"),
          JAVA_LONG.withName("data_out"),
          JAVA_INT.withName("repeat"),
          JAVA_INT.withName("duration"),
          JAVA_INT.withName("ctx_size_in"),
          JAVA_INT.withName("ctx_size_out"),
          JAVA_LONG.withName("ctx_in"),
          JAVA_LONG.withName("ctx_out"),
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("cpu"),
          JAVA_INT.withName("batch_size"),
          MemoryLayout.paddingLayout(4));

  static final long PROG_FD = LAYOUT.byteOffset(groupElement("prog_fd"));
  static final long RETVAL = LAYOUT.byteOffset(groupElement("retval"));
  static final long DATA_SIZE_IN = LAYOUT.byteOffset(groupElement("data_size_in"));
  static final long DATA_SIZE_OUT = LAYOUT.byteOffset(groupElement("data_size_out"));
  static final long DATA_IN = LAYOUT.byteOffset(groupElement("data_in"));
  static final long DATA_OUT = LAYOUT.byteOffset(groupElement("data_out"));
  static final long REPEAT = LAYOUT.byteOffset(groupElement("repeat"));
  static final long DURATION = LAYOUT.byteOffset(groupElement("duration"));
  static final long CTX_SIZE_IN = LAYOUT.byteOffset(groupElement("ctx_size_in"));
  static final long CTX_IN = LAYOUT.byteOffset(groupElement("ctx_in"));
}
