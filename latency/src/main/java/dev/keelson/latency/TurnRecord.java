package dev.keelson.latency;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A {@link dev.keelson.latency.program.ThreadTurns.Turn} in the ring: C layout, native byte order.
 *
 * <pre>
 *   0        8         16          24         32             40   44   48   52    56           60           64           68    84
 *   | end    | wait    | off CPU   | on CPU   | occupant ns  |tid |pid |cpu |kind |occupantTid |occupantPid |previousTid |name |
 * </pre>
 */
final class TurnRecord {
  static final int NAME_BYTES = 16;
  static final long SIZE_BYTES = 88;

  static final long END_NANOS = 0;
  static final long WAIT_NANOS = 8;
  static final long OFF_CPU_NANOS = 16;
  static final long ON_CPU_NANOS = 24;
  static final long OCCUPANT_NANOS = 32;
  static final long TID = 40;
  static final long PID = 44;
  static final long CPU = 48;
  static final long KIND = 52;
  static final long OCCUPANT_TID = 56;
  static final long OCCUPANT_PID = 60;
  static final long PREVIOUS_TID = 64;
  static final long NAME = 68;

  private TurnRecord() {}

  static long readLong(MemorySegment data, long offset) {
    return data.get(ValueLayout.JAVA_LONG, offset);
  }

  static int readInt(MemorySegment data, long offset) {
    return data.get(ValueLayout.JAVA_INT, offset);
  }

  static void copyName(MemorySegment data, long record, byte[] into) {
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, record + NAME, into, 0, NAME_BYTES);
  }

  /** The kernel's name as text: up to its first 0, as UTF-8; a cut character becomes U+FFFD. */
  static String text(byte[] name) {
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.UTF_8);
  }
}
