package dev.keelson.latency;

import dev.keelson.latency.fact.Turn;
import java.util.Comparator;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * Adds up the turns of threads: per thread and in total, and keeps the longest waits. Pure: it
 * knows turns and names, nothing of the kernel. Mutable, confined to one thread at a time.
 */
final class Measurement {
  private static final int LONGEST_WAITS = 20;
  private static final int DIGITS = 3;

  private final IntervalStatistics runQueueWait = new IntervalStatistics(new Histogram(DIGITS));
  private final IntervalStatistics offCpu = new IntervalStatistics(new Histogram(DIGITS));
  private final ThreadTable threads = new ThreadTable();
  private final LongestWaits longest = new LongestWaits(LONGEST_WAITS);
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

  /** Adds a turn. */
  void add(Turn turn) {
    boolean cut = turn.kind() == Turn.Kind.CUT;
    turns += cut ? 0 : 1;
    ThreadMeasurement thread = threads.living(turn.tid(), turn.pid());
    thread.onCpuNanos += turn.onCpuNanos();
    thread.interruptNanos += turn.interruptNanos();
    nameAtFirstSight(thread);
    if (turn.kind() == Turn.Kind.EXITED) {
      thread.ended = true;
      return;
    }
    if (turn.offCpuNanos() >= 0 && !(cut && turn.waitNanos() == 0)) {
      thread.offCpu.add(turn.offCpuNanos());
      offCpu.add(turn.offCpuNanos());
    }
    if (cut) {
      return; // nobody knows how long that wait became
    }
    thread.runQueueWait.add(turn.waitNanos());
    runQueueWait.add(turn.waitNanos());
    if (longest.accepts(turn.waitNanos())) {
      keep(turn);
    }
  }

  /** A thread is called so from now on. */
  void named(int tid, String name) {
    ThreadMeasurement thread = threads.find(tid);
    if (thread != null && !thread.ended) {
      thread.name = name;
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

  private void keep(Turn turn) {
    LongestWaits.Entry entry = longest.place(turn.waitNanos());
    entry.tid = turn.tid();
    entry.endNanos = turn.endNanos();
    entry.cpu = turn.cpu();
    entry.preempted = turn.kind() == Turn.Kind.PREEMPTED;
    entry.occupantTid = turn.occupant().tid();
    entry.occupantPid = turn.occupant().pid();
    entry.occupantNanos = turn.occupant().nanos();
    entry.occupant = turn.occupant().name();
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
