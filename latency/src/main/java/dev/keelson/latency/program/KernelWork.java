package dev.keelson.latency.program;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Kernel;

/**
 * What the kernel does on a CPU by itself, or instead of a thread's own work: interrupts, timers
 * that give bandwidth back, reclaim of memory. It writes no record: what it finds goes into the
 * maps of {@link ThreadTurns}, and from there into the turns. Turns are measured without it too,
 * with less to say about them.
 */
public final class KernelWork {
  /**
   * Whether the expiry of a timer is all that is seen of the interrupt it comes in: where {@code
   * local_timer_*} are, the expiries lie within, and counting them too says nothing new.
   */
  static boolean timersAreInterrupts = true;

  private KernelWork() {}

  @BtfTracepoint("irq_handler_entry")
  static void interruptEntered() {
    hardEntered();
  }

  @BtfTracepoint("irq_handler_exit")
  static void interruptLeft() {
    hardLeft();
  }

  // The timer of each CPU is no device's interrupt on x86-64, and has tracepoints of its own there.
  @BtfTracepoint(value = "local_timer_entry", optional = true)
  static void localTimerEntered() {
    hardEntered();
  }

  @BtfTracepoint(value = "local_timer_exit", optional = true)
  static void localTimerLeft() {
    hardLeft();
  }

  @BtfTracepoint("hrtimer_expire_entry")
  static void timerEntered(long timer) {
    if (timersAreInterrupts) {
      hardEntered();
    }
    Expiries expiries = ThreadTurns.TIMERS.get(timer);
    if (expiries != null) {
      Throttling.expired(expiries, Kernel.nanoTime());
    }
  }

  @BtfTracepoint("hrtimer_expire_exit")
  static void timerLeft() {
    hardLeft();
  }

  @BtfTracepoint("softirq_entry")
  static void softInterruptEntered() {
    long now = Kernel.nanoTime();
    CpuState cpu = ThreadTurns.CPUS.get(0);
    if (cpu != null && Interrupts.seen) {
      Interrupts.softEntered(cpu, now);
    }
  }

  @BtfTracepoint("softirq_exit")
  static void softInterruptLeft() {
    CpuState cpu = ThreadTurns.CPUS.get(0);
    if (cpu != null) {
      Interrupts.softLeft(cpu);
    }
  }

  @BtfTracepoint("mm_vmscan_direct_reclaim_begin")
  static void reclaimBegan() {
    reclaims(1);
  }

  @BtfTracepoint("mm_vmscan_direct_reclaim_end")
  static void reclaimEnded() {
    reclaims(-1);
  }

  @BtfTracepoint(value = "mm_vmscan_memcg_reclaim_begin", optional = true)
  static void groupReclaimBegan() {
    reclaims(1);
  }

  @BtfTracepoint(value = "mm_vmscan_memcg_reclaim_end", optional = true)
  static void groupReclaimEnded() {
    reclaims(-1);
  }

  private static void hardEntered() {
    long now = Kernel.nanoTime();
    CpuState cpu = ThreadTurns.CPUS.get(0);
    if (cpu != null && Interrupts.seen) {
      Interrupts.hardEntered(cpu, now);
    }
  }

  private static void hardLeft() {
    CpuState cpu = ThreadTurns.CPUS.get(0);
    if (cpu != null) {
      Interrupts.hardLeft(cpu);
    }
  }

  private static void reclaims(int deeper) {
    ThreadState thread = ThreadTurns.THREADS.get(Kernel.threadId());
    if (thread != null) {
      thread.reclaiming = Math.max(0, thread.reclaiming + deeper);
    }
  }
}
