package dev.keelson.latency;

import static dev.keelson.latency.TurnRecord.readInt;
import static dev.keelson.latency.TurnRecord.readLong;

import dev.keelson.latency.program.ThreadTurns;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * Adds up the turns of threads: per thread and in total, and keeps the longest waits. Pure: it
 * knows bytes and names, nothing of the kernel. Mutable, confined to one thread at a time; a turn
 * of a known thread makes no garbage.
 */
final class Measurement {
  private static final int LONGEST_WAITS = 20;
  private static final int DIGITS = 3;

  private final IntervalStatistics runQueueWait = new IntervalStatistics(new Histogram(DIGITS));
  private final IntervalStatistics offCpu = new IntervalStatistics(new Histogram(DIGITS));
  private final ThreadTable threads = new ThreadTable();
  private final LongestWaits longest = new LongestWaits(LONGEST_WAITS);
  private final byte[] name = new byte[TurnRecord.NAME_BYTES];
  private final IntFunction<String> nameOf;
  private long turns;

  /**
   * An empty measurement.
   *
   * @param nameOf the name of a thread that has just been seen for the first time; empty if unknown
   */
  Measurement(IntFunction<String> nameOf) {
    this.nameOf = nameOf;
  }

  /** Adds the turn that lies at {@code record}. */
  void add(MemorySegment data, long record) {
    turns++;
    int tid = readInt(data, record + TurnRecord.TID);
    ThreadMeasurement thread = threads.living(tid, readInt(data, record + TurnRecord.PID));
    thread.onCpuNanos += readLong(data, record + TurnRecord.ON_CPU_NANOS);
    int kind = readInt(data, record + TurnRecord.KIND);
    if (kind == ThreadTurns.EXITED) {
      TurnRecord.copyName(data, record, name);
      thread.name = TurnRecord.text(name);
      thread.ended = true;
      return;
    }
    nameAtFirstSight(thread);
    long offCpuNanos = readLong(data, record + TurnRecord.OFF_CPU_NANOS);
    if (offCpuNanos >= 0) {
      thread.offCpu.add(offCpuNanos);
      offCpu.add(offCpuNanos);
    }
    long waitNanos = readLong(data, record + TurnRecord.WAIT_NANOS);
    thread.runQueueWait.add(waitNanos);
    runQueueWait.add(waitNanos);
    if (longest.accepts(waitNanos)) {
      keep(data, record, tid, waitNanos, kind);
    }
  }

  /**
   * Adds what is known of a turn that has not ended when the measurement does.
   *
   * @param offCpuNanos blocked until woken; -1 for none
   */
  void addUnfinished(int tid, int pid, long onCpuNanos, long offCpuNanos) {
    ThreadMeasurement thread = threads.living(tid, pid);
    nameAtFirstSight(thread);
    thread.onCpuNanos += onCpuNanos;
    if (offCpuNanos >= 0) {
      thread.offCpu.add(offCpuNanos);
      offCpu.add(offCpuNanos);
    }
  }

  /** Turns added so far, final ones included. */
  long turns() {
    return turns;
  }

  /** Asks the names of all threads that have not ended again: threads change their names. */
  void refreshNames() {
    for (ThreadMeasurement thread : threads.all()) {
      String now = thread.ended ? "" : nameOf.apply(thread.tid);
      if (!now.isEmpty()) {
        thread.name = now;
      }
    }
  }

  /** The state at a glance. */
  LiveView live(long elapsedNanos, long lost) {
    return new LiveView(
        elapsedNanos, threads.all().size(), runQueueWait.summary(), offCpu.summary(), turns, lost);
  }

  /** The whole state. */
  WorkloadReport report(String workload, long startEpochMillis, long durationNanos) {
    return new WorkloadReport(
        workload,
        startEpochMillis,
        durationNanos,
        runQueueWait.summary(),
        offCpu.summary(),
        runQueueWait.histogram(),
        offCpu.histogram(),
        threads.all().stream()
            .sorted(
                Comparator.comparingLong(
                        (ThreadMeasurement thread) -> thread.runQueueWait.sumNanos())
                    .reversed())
            .map(ThreadMeasurement::report)
            .toList(),
        longest.sorted().stream().map(this::longWait).toList());
  }

  private void nameAtFirstSight(ThreadMeasurement thread) {
    if (thread.name.isEmpty()) {
      thread.name = nameOf.apply(thread.tid);
    }
  }

  private void keep(MemorySegment data, long record, int tid, long waitNanos, int kind) {
    LongestWaits.Entry entry = longest.place(waitNanos);
    entry.tid = tid;
    entry.endNanos = readLong(data, record + TurnRecord.END_NANOS);
    entry.cpu = readInt(data, record + TurnRecord.CPU);
    entry.preempted = kind == ThreadTurns.PREEMPTED;
    entry.occupantTid = readInt(data, record + TurnRecord.OCCUPANT_TID);
    entry.occupantPid = readInt(data, record + TurnRecord.OCCUPANT_PID);
    entry.occupantNanos = readLong(data, record + TurnRecord.OCCUPANT_NANOS);
    entry.occupant = occupant(data, record, entry.occupantTid);
  }

  // The record has the name of the thread that ran last; another one is asked for while it is
  // fresh.
  private String occupant(MemorySegment data, long record, int tid) {
    if (tid == 0) {
      return TurnRecord.IDLE;
    }
    if (tid == readInt(data, record + TurnRecord.PREVIOUS_TID)) {
      TurnRecord.copyName(data, record, name);
      return TurnRecord.text(name);
    }
    return nameOf.apply(tid);
  }

  private LongWait longWait(LongestWaits.Entry entry) {
    ThreadMeasurement thread = threads.find(entry.tid);
    return new LongWait(
        entry.tid,
        thread == null ? "" : thread.name,
        entry.cpu,
        entry.endNanos - entry.nanos,
        entry.nanos,
        entry.preempted,
        entry.occupantTid,
        entry.occupantPid,
        entry.occupant,
        entry.occupantNanos);
  }
}
