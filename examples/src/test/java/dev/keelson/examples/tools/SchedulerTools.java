package dev.keelson.examples.tools;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.PerfEvent;
import dev.keelson.program.StackTraces;

/** Who runs, who waits for what, and who wakes whom. */
final class SchedulerTools {
  record Waking(int waker, int woken) {}

  record Blocked(int thread, int stack) {}

  record Since(long nanos, int stack) {}

  @KernelStruct("task_struct")
  interface Task {
    int pid();

    int tgid();

    @Field("__state")
    int state();
  }

  static final HashMap<Integer, Long> VOLUNTARY = Maps.hash(10_240);
  static final HashMap<Waking, Long> WAKINGS = Maps.hash(10_240);
  static final HashMap<Integer, Long> RUNTIME = Maps.hash(10_240);
  static final HashMap<Integer, Long> SAMPLES = Maps.hash(10_240);
  static final StackTraces STACKS = Maps.stackTraces(4_096);
  static final HashMap<Integer, Since> BLOCKED = Maps.hash(10_240);
  static final HashMap<Blocked, Long> OFF_CPU = Maps.hash(10_240);

  private SchedulerTools() {}

  private static <K> void add(HashMap<K, Long> sums, K key, long amount) {
    Long before = sums.get(key);
    sums.put(key, before == null ? amount : before + amount);
  }

  /** Context switches of threads that had nothing more to do. */
  @BtfTracepoint("sched_switch")
  static void voluntary(boolean preempted, Task previous) {
    if (!preempted && previous.state() != 0) {
      add(VOLUNTARY, previous.pid(), 1);
    }
  }

  /** wakeuptime: which thread wakes which. */
  @BtfTracepoint("sched_waking")
  static void waking(Task task) {
    add(WAKINGS, new Waking(Kernel.threadId(), task.pid()), 1);
  }

  /** Time on the CPU by process, in nanoseconds. */
  @BtfTracepoint("sched_stat_runtime")
  static void ran(Task task, long nanos) {
    add(RUNTIME, task.tgid(), nanos);
  }

  /** profile: who has the CPU, 99 times a second. */
  @PerfEvent(hertz = 99)
  static void sampled() {
    add(SAMPLES, Kernel.processId(), 1);
  }

  /** offcputime: how long threads are away, by thread and the kernel's stack. */
  @BtfTracepoint("sched_switch")
  static void switched(boolean preempted, Task previous, Task next) {
    long now = Kernel.nanoTime();
    if (previous.pid() != 0) {
      BLOCKED.put(previous.pid(), new Since(now, STACKS.kernel()));
    }
    Since since = BLOCKED.remove(next.pid());
    if (since != null) {
      add(OFF_CPU, new Blocked(next.pid(), since.stack()), now - since.nanos());
    }
  }
}
