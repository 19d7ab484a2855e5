package dev.keelson.examples.tools;

import dev.keelson.program.Array;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.Tracepoint;

/** Timers and interrupts. */
final class TimerTools {
  record Started(int process, long function) {}

  /** Of a kind of soft interrupt, on one CPU. */
  static final class Soft {
    long since;
    long runs;
    long nanos;
  }

  @KernelStruct("hrtimer")
  interface Timer {
    long function();
  }

  @KernelStruct("trace_event_raw_itimer_expire")
  interface Expired {
    int pid();
  }

  static final HashMap<Started, Long> STARTED = Maps.hash(10_240);
  static final Array<Soft> SOFT = Maps.perCpuArray(10); // NR_SOFTIRQS, include/linux/interrupt.h
  static final Array<Long> TICKS = Maps.perCpuArray(1);
  static final HashMap<Integer, Long> EXPIRED = Maps.hash(10_240);

  private TimerTools() {}

  private static <K> void increment(HashMap<K, Long> counts, K key) {
    Long before = counts.get(key);
    counts.put(key, before == null ? 1 : before + 1);
  }

  /** High-resolution timers by who starts them, and what they call. */
  @BtfTracepoint("hrtimer_start")
  static void started(Timer timer) {
    increment(STARTED, new Started(Kernel.processId(), timer.function()));
  }

  /** softirqs: how often each kind runs. */
  @BtfTracepoint("softirq_entry")
  static void softBegins(int kind) {
    Soft soft = SOFT.get(kind);
    if (soft != null) {
      soft.since = Kernel.nanoTime();
    }
  }

  /** And how long. */
  @BtfTracepoint("softirq_exit")
  static void softEnds(int kind) {
    Soft soft = SOFT.get(kind);
    if (soft != null && soft.since != 0) {
      soft.runs++;
      soft.nanos += Kernel.nanoTime() - soft.since;
      soft.since = 0;
    }
  }

  /** Ticks of each CPU's own timer. */
  @BtfTracepoint("local_timer_entry")
  static void ticked() {
    TICKS.put(0, TICKS.get(0) + 1);
  }

  /** Interval timers of setitimer(2) that ran out, by process. */
  @Tracepoint("timer:itimer_expire")
  static void expired(Expired timer) {
    increment(EXPIRED, timer.pid());
  }
}
