package dev.keelson.program;

/** How long the threads of one process wait for a CPU. */
final class RunQueueWait {
  record Wait(int tid, int cpu, long nanos) {}

  @KernelStruct("task_struct")
  interface Task {
    int pid();

    int tgid();

    int onCpu();

    @Field("__state")
    int state();
  }

  static final HashMap<Integer, Long> QUEUED = Maps.hash(16_384);
  static final RingBuffer<Wait> WAITS = Maps.ringBuffer(1 << 20);
  static final Setting<Integer> PROCESS = Setting.of(0);

  private RunQueueWait() {}

  @BtfTracepoint("sched_wakeup")
  static void woken(Task task) {
    if (task.onCpu() == 0) {
      queued(task);
    }
  }

  @BtfTracepoint("sched_wakeup_new")
  static void born(Task task) {
    queued(task);
  }

  @BtfTracepoint("sched_switch")
  static void switched(boolean preempted, Task previous, Task next) {
    if (preempted || previous.state() == 0) {
      queued(previous);
    }
    Long since = QUEUED.remove(next.pid());
    if (since != null) {
      WAITS.emit(new Wait(next.pid(), Kernel.cpu(), Kernel.nanoTime() - since));
    }
  }

  private static void queued(Task task) {
    if (task.pid() != 0 && task.tgid() == PROCESS.get()) {
      QUEUED.putIfAbsent(task.pid(), Kernel.nanoTime());
    }
  }
}
