package dev.keelson.latency;

import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.program.ThreadTurns;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A {@link dev.keelson.latency.program.TurnEvent} in the ring: C layout, native byte order.
 *
 * <pre>
 *   0        8         16         24        32           40          48           56
 *   | end    | wait    | off CPU  | on CPU  | interrupts | throttled | its bound  | virtual thread  |
 *   64          72          80          88            96   100  104  108
 *   | argument0 | argument1 | argument2 | occupant ns |tid |pid |cpu |kind |
 *   112    116         120       124       128         132         136         140    156  157
 *   |state |systemCall |wakerTid |wakerPid |occupantTid|occupantPid|previousTid|name  |io |reclaim| |
 * </pre>
 */
final class TurnRecord {
  /** What the task is called that a CPU has when it has no other. */
  private static final String IDLE = "idle";

  static final int NAME_BYTES = 16;
  static final long SIZE_BYTES = 160;

  static final long END_NANOS = 0;
  static final long WAIT_NANOS = 8;
  static final long OFF_CPU_NANOS = 16;
  static final long ON_CPU_NANOS = 24;
  static final long INTERRUPT_NANOS = 32;
  static final long THROTTLED_NANOS = 40;
  static final long THROTTLE_BOUND_NANOS = 48;
  static final long VIRTUAL_THREAD = 56;
  static final long ARGUMENT_0 = 64;
  static final long ARGUMENT_1 = 72;
  static final long ARGUMENT_2 = 80;
  static final long OCCUPANT_NANOS = 88;
  static final long TID = 96;
  static final long PID = 100;
  static final long CPU = 104;
  static final long KIND = 108;
  static final long STATE = 112;
  static final long SYSTEM_CALL = 116;
  static final long WAKER_TID = 120;
  static final long WAKER_PID = 124;
  static final long OCCUPANT_TID = 128;
  static final long OCCUPANT_PID = 132;
  static final long PREVIOUS_TID = 136;
  static final long NAME = 140;
  static final long IO = 156;
  static final long RECLAIM = 157;

  private TurnRecord() {}

  private static long readLong(MemorySegment data, long offset) {
    return data.get(ValueLayout.JAVA_LONG, offset);
  }

  private static int readInt(MemorySegment data, long offset) {
    return data.get(ValueLayout.JAVA_INT, offset);
  }

  private static void copyName(MemorySegment data, long record, byte[] into) {
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, record + NAME, into, 0, NAME_BYTES);
  }

  /** The kernel's name as text: up to its first 0, as UTF-8; a cut character becomes U+FFFD. */
  private static String text(byte[] name) {
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * The record as a fact. The kernel's clock may differ by some nanoseconds from one CPU to the
   * next (ktime_get_mono_fast_ns): a part that came out negative is 0.
   *
   * @param names learns the name that the record has
   */
  static Turn turn(MemorySegment data, long record, ThreadNames names) {
    long wait = Math.max(0, readLong(data, record + WAIT_NANOS));
    long onCpu = Math.max(0, readLong(data, record + ON_CPU_NANOS));
    long throttled = Math.clamp(readLong(data, record + THROTTLED_NANOS), 0, wait);
    long bound = Math.clamp(readLong(data, record + THROTTLE_BOUND_NANOS), 0, wait - throttled);
    long offCpu = Math.max(-1, readLong(data, record + OFF_CPU_NANOS));
    Turn.Kind kind = kind(readInt(data, record + KIND));
    if (kind == Turn.Kind.EXITED) {
      names.seen(readInt(data, record + TID), name(data, record));
    }
    return new Turn(
        readInt(data, record + TID),
        readInt(data, record + PID),
        readInt(data, record + CPU),
        kind,
        readLong(data, record + END_NANOS),
        wait,
        offCpu,
        onCpu,
        Math.clamp(readLong(data, record + INTERRUPT_NANOS), 0, onCpu),
        throttled,
        bound,
        readLong(data, record + VIRTUAL_THREAD),
        offCpu < 0 ? Turn.Blocked.NOT : blocked(data, record),
        kind == Turn.Kind.EXITED ? Turn.Occupant.NONE : occupant(data, record, names));
  }

  private static Turn.Kind kind(int number) {
    return switch (number) {
      case ThreadTurns.WOKEN -> Turn.Kind.WOKEN;
      case ThreadTurns.PREEMPTED -> Turn.Kind.PREEMPTED;
      case ThreadTurns.EXITED -> Turn.Kind.EXITED;
      default -> throw new AssertionError("no turn ends as " + number);
    };
  }

  private static Turn.Blocked blocked(MemorySegment data, long record) {
    return new Turn.Blocked(
        readInt(data, record + STATE),
        readInt(data, record + SYSTEM_CALL),
        readLong(data, record + ARGUMENT_0),
        readLong(data, record + ARGUMENT_1),
        readLong(data, record + ARGUMENT_2),
        data.get(ValueLayout.JAVA_BOOLEAN, record + IO),
        data.get(ValueLayout.JAVA_BOOLEAN, record + RECLAIM),
        readInt(data, record + WAKER_TID),
        readInt(data, record + WAKER_PID));
  }

  private static Turn.Occupant occupant(MemorySegment data, long record, ThreadNames names) {
    int tid = readInt(data, record + OCCUPANT_TID);
    int previous = readInt(data, record + PREVIOUS_TID);
    if (previous != 0) {
      names.seen(previous, name(data, record));
    }
    return new Turn.Occupant(
        tid,
        readInt(data, record + OCCUPANT_PID),
        Math.max(0, readLong(data, record + OCCUPANT_NANOS)),
        tid == 0 ? IDLE : names.of(tid));
  }

  private static String name(MemorySegment data, long record) {
    byte[] name = new byte[NAME_BYTES];
    copyName(data, record, name);
    return text(name);
  }
}
