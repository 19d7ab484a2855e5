package dev.keelson.latency;

import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.program.ThreadTurns;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A {@link dev.keelson.latency.program.TurnEvent} in the ring: C layout, native byte order.
 *
 * <pre>
 *   0        8         16         24        32           40          48           56
 *   | end    | wait    | off CPU  | on CPU  | interrupts | throttled | its bound  | virtual thread  |
 *   64          72          80          88            96   100  104  108
 *   | argument0 | argument1 | argument2 | occupant ns |tid |pid |cpu |kind |
 *   112    116         120       124       128         132         136         140
 *   |state |systemCall |wakerTid |wakerPid |occupantTid|occupantPid|previousTid|strangerTid|
 *   144    160  161
 *   |name  |io |reclaim| |
 * </pre>
 */
final class TurnRecord {
  /** What the task is called that a CPU has when it has no other. */
  private static final String IDLE = "idle";

  static final long SIZE_BYTES = 168;

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
  static final long STRANGER_TID = 140;
  static final long NAME = 144;
  static final long IO = 160;
  static final long RECLAIM = 161;

  // Where in its word an int lies that is at the word's address: the lower half of the value on a
  // little-endian machine.
  private static final int FIRST_HALF =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.SIZE;

  private final long[] words = new long[(int) (SIZE_BYTES / Long.BYTES)];
  private final ThreadNames names;

  /**
   * Reads records one after the other; confined to one thread.
   *
   * @param names learns the names that the records have
   */
  TurnRecord(ThreadNames names) {
    this.names = names;
  }

  /**
   * The record as a fact. The kernel's clock may differ by some nanoseconds from one CPU to the
   * next (ktime_get_mono_fast_ns): a part that came out negative is 0.
   */
  Turn read(MemorySegment data, long record) {
    // Out of the ring in one piece: each look at a segment is checked, and there are thirty.
    MemorySegment.copy(data, ValueLayout.JAVA_LONG, record, words, 0, words.length);
    long wait = Math.max(0, longAt(WAIT_NANOS));
    long onCpu = Math.max(0, longAt(ON_CPU_NANOS));
    long throttled = Math.clamp(longAt(THROTTLED_NANOS), 0, wait);
    long bound = Math.clamp(longAt(THROTTLE_BOUND_NANOS), 0, wait - throttled);
    long offCpu = Math.max(-1, longAt(OFF_CPU_NANOS));
    Turn.Kind kind = kind(intAt(KIND));
    if (kind == Turn.Kind.EXITED) {
      learnName(intAt(TID));
    }
    return new Turn(
        intAt(TID),
        intAt(PID),
        intAt(CPU),
        kind,
        longAt(END_NANOS),
        wait,
        offCpu,
        onCpu,
        Math.clamp(longAt(INTERRUPT_NANOS), 0, onCpu),
        throttled,
        bound,
        longAt(VIRTUAL_THREAD),
        offCpu < 0 ? Turn.Blocked.NOT : blocked(),
        kind == Turn.Kind.EXITED ? Turn.Occupant.NONE : occupant(),
        stranger(intAt(STRANGER_TID)));
  }

  private static Turn.Kind kind(int number) {
    return switch (number) {
      case ThreadTurns.WOKEN -> Turn.Kind.WOKEN;
      case ThreadTurns.PREEMPTED -> Turn.Kind.PREEMPTED;
      case ThreadTurns.EXITED -> Turn.Kind.EXITED;
      default -> throw new AssertionError("no turn ends as " + number);
    };
  }

  private Turn.Blocked blocked() {
    return new Turn.Blocked(
        intAt(STATE),
        intAt(SYSTEM_CALL),
        longAt(ARGUMENT_0),
        longAt(ARGUMENT_1),
        longAt(ARGUMENT_2),
        isSetAt(IO),
        isSetAt(RECLAIM),
        intAt(WAKER_TID),
        intAt(WAKER_PID));
  }

  private Turn.Occupant occupant() {
    int tid = intAt(OCCUPANT_TID);
    int previous = intAt(PREVIOUS_TID);
    if (previous != 0) {
      learnName(previous);
    }
    return new Turn.Occupant(
        tid,
        intAt(OCCUPANT_PID),
        Math.max(0, longAt(OCCUPANT_NANOS)),
        tid == 0 ? IDLE : names.of(tid));
  }

  private String stranger(int tid) {
    return tid == 0 ? "" : names.of(tid);
  }

  private void learnName(int tid) {
    names.seen(tid, intAt(NAME), intAt(NAME + 4), intAt(NAME + 8), intAt(NAME + 12));
  }

  private long longAt(long offset) {
    return words[(int) (offset / Long.BYTES)];
  }

  private int intAt(long offset) {
    boolean second = offset % Long.BYTES != 0;
    int shift = second ? Integer.SIZE - FIRST_HALF : FIRST_HALF;
    return (int) (longAt(offset) >>> shift);
  }

  private boolean isSetAt(long offset) {
    int byteInWord = (int) (offset % Long.BYTES);
    int place = FIRST_HALF == 0 ? byteInWord : Long.BYTES - 1 - byteInWord;
    return (byte) (longAt(offset) >>> (place * Byte.SIZE)) != 0;
  }
}
