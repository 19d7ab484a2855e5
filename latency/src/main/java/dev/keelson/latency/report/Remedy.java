package dev.keelson.latency.report;

import dev.keelson.latency.cause.Mechanism;

/** What to try against a cause, in one sentence. */
final class Remedy {
  private Remedy() {}

  static String of(Mechanism mechanism) {
    return switch (mechanism) {
      case GC_PAUSE ->
          "allocate less, give the heap more room, or take a collector with shorter pauses (ZGC,"
              + " Shenandoah).";
      case SAFEPOINT ->
          "see which operation stops the world (-Xlog:safepoint) and who asks for it: thread dumps,"
              + " deoptimisation, heap inspection.";
      case TIME_TO_SAFEPOINT ->
          "look for a long counted loop or a big array copy in the thread named; -XX:LoopStripMiningIter"
              + " lets loops stop.";
      case RUN_QUEUE ->
          "there are more runnable threads than CPUs: fewer threads, more CPUs, or move away what"
              + " ran instead.";
      case THROTTLED ->
          "raise the cgroup's quota, or use fewer threads at once: GC and compiler threads count,"
              + " -XX:ActiveProcessorCount limits them.";
      case STEAL -> "the hypervisor is overcommitted: ask for CPUs of your own.";
      case INTERRUPT -> "spread interrupts over more CPUs (irqbalance, RPS), away from this one.";
      case LOCK ->
          "hold the lock for less time, or split it; behind > stands what kept its holder.";
      case PARK -> "the thread that it waits for is the slow one; behind > stands why.";
      case VIRTUAL_THREAD_QUEUE ->
          "no carrier was free: look for pinned or CPU-bound virtual threads.";
      case PINNED ->
          "a virtual thread blocked in native code or class initialisation: move that to a platform"
              + " thread.";
      case DISK -> "look at the disk (iostat -x): fewer flushes, a faster device, another thread.";
      case NETWORK -> "the other end was slow to answer: measure there.";
      case PAGE_FAULT ->
          "keep the pages: -XX:+AlwaysPreTouch, no swap, fewer maps and unmaps of memory.";
      case RECLAIM -> "the machine or its cgroup is short of memory: raise the limit or use less.";
      case JIT -> "let the code warm up before it takes load.";
      case CLASSLOAD -> "load classes before they are needed: warm up, or use an AOT cache.";
      case LOG_WRITE ->
          "the JVM's log goes to a slow file or pipe: -Xlog:async, or put it on a faster disk.";
      case ALLOCATION_STALL -> "the collector does not keep up: more heap or more GC threads.";
      case STOPPED -> "find out who sends SIGSTOP or attaches a debugger.";
      case IDLE, ON_CPU -> "profile the thread that had the CPU.";
      case UNEXPLAINED -> "see what is missing below.";
    };
  }
}
