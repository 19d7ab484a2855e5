package dev.keelson.bpf.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** The attribute of perf_event_open(2), as far as tracepoints, probes and counters need it. */
final class PerfEventAttr {
  private PerfEventAttr() {}

  // struct perf_event_attr up to PERF_ATTR_SIZE_VER1, include/uapi/linux/perf_event.h, v6.18;
  // unions by the member used
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("type"),
          JAVA_INT.withName("size"),
          JAVA_LONG.withName("config"),
          JAVA_LONG.withName("sample_period"),
          JAVA_LONG.withName("sample_type"),
          JAVA_LONG.withName("read_format"),
          JAVA_LONG.withName("disabled"),
          JAVA_INT.withName("wakeup_events"),
          JAVA_INT.withName("bp_type"),
          JAVA_LONG.withName("config1"),
          JAVA_LONG.withName("config2"));

  static final long TYPE = LAYOUT.byteOffset(groupElement("type"));
  static final long SIZE = LAYOUT.byteOffset(groupElement("size"));
  static final long CONFIG = LAYOUT.byteOffset(groupElement("config"));
  static final long SAMPLE_PERIOD = LAYOUT.byteOffset(groupElement("sample_period"));
  // "disabled" is the first bit of a word of flags
  static final long FLAGS = LAYOUT.byteOffset(groupElement("disabled"));
  static final long CONFIG1 = LAYOUT.byteOffset(groupElement("config1"));
  static final long CONFIG2 = LAYOUT.byteOffset(groupElement("config2"));
}
