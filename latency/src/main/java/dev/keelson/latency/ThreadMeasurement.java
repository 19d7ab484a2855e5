package dev.keelson.latency;

import org.HdrHistogram.IntCountsHistogram;

/** What is added up for one thread. Mutable, confined to one thread. */
final class ThreadMeasurement {
  // Two digits: some 10 KB a thread instead of 100, and a process may have thousands.
  private static final int DIGITS = 2;

  final int tid;
  final int pid;
  final IntervalStatistics runQueueWait = new IntervalStatistics(new IntCountsHistogram(DIGITS));
  final IntervalStatistics offCpu = new IntervalStatistics(new IntCountsHistogram(DIGITS));
  long onCpuNanos;
  long interruptNanos;
  boolean ended;
  String name = "";

  ThreadMeasurement(int tid, int pid) {
    this.tid = tid;
    this.pid = pid;
  }

  ThreadReport report() {
    return new ThreadReport(
        tid, pid, name, runQueueWait.summary(), offCpu.summary(), onCpuNanos, interruptNanos);
  }
}
