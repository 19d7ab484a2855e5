package dev.keelson.latency;

import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.program.ThreadTurns;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Writes turns as the kernel does. */
final class TurnBytes {
  private final ThreadNames names = new ThreadNames(tid -> "thread-" + tid);
  private final MemorySegment bytes = MemorySegment.ofArray(new long[21]);

  static TurnBytes of(int tid) {
    TurnBytes turn = new TurnBytes();
    turn.set(TurnRecord.OFF_CPU_NANOS, -1);
    turn.bytes.set(ValueLayout.JAVA_INT, TurnRecord.TID, tid);
    turn.bytes.set(ValueLayout.JAVA_INT, TurnRecord.PID, 7);
    turn.bytes.set(ValueLayout.JAVA_INT, TurnRecord.KIND, ThreadTurns.WOKEN);
    return turn;
  }

  TurnBytes waited(long nanos) {
    return set(TurnRecord.WAIT_NANOS, nanos);
  }

  TurnBytes offCpu(long nanos) {
    return set(TurnRecord.OFF_CPU_NANOS, nanos);
  }

  TurnBytes onCpu(long nanos) {
    return set(TurnRecord.ON_CPU_NANOS, nanos);
  }

  TurnBytes interrupted(long nanos) {
    return set(TurnRecord.INTERRUPT_NANOS, nanos);
  }

  TurnBytes endedAt(long nanos) {
    return set(TurnRecord.END_NANOS, nanos);
  }

  TurnBytes preempted() {
    bytes.set(ValueLayout.JAVA_INT, TurnRecord.KIND, ThreadTurns.PREEMPTED);
    return this;
  }

  TurnBytes exited(String name) {
    bytes.set(ValueLayout.JAVA_INT, TurnRecord.KIND, ThreadTurns.EXITED);
    return named(name);
  }

  TurnBytes behind(int tid, String name, long nanos) {
    bytes.set(ValueLayout.JAVA_INT, TurnRecord.OCCUPANT_TID, tid);
    bytes.set(ValueLayout.JAVA_INT, TurnRecord.OCCUPANT_PID, 99);
    bytes.set(ValueLayout.JAVA_INT, TurnRecord.PREVIOUS_TID, tid);
    return named(name).set(TurnRecord.OCCUPANT_NANOS, nanos);
  }

  void to(Measurement measurement) {
    Turn turn = new TurnRecord(names).read(bytes, 0);
    if (turn.kind() == Turn.Kind.EXITED) {
      measurement.named(turn.tid(), names.of(turn.tid()));
    }
    measurement.add(turn);
  }

  /** The thread that ran last is another than the one that ran longest. */
  TurnBytes lastAfter(int tid) {
    bytes.set(ValueLayout.JAVA_INT, TurnRecord.PREVIOUS_TID, tid);
    return this;
  }

  private TurnBytes named(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    MemorySegment.copy(text, 0, bytes, ValueLayout.JAVA_BYTE, TurnRecord.NAME, text.length);
    return this;
  }

  private TurnBytes set(long offset, long value) {
    bytes.set(ValueLayout.JAVA_LONG, offset, value);
    return this;
  }
}
