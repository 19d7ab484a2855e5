package dev.keelson.examples;

import dev.keelson.AttachedPrograms;
import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;
import java.lang.invoke.MethodHandles;
import java.time.Duration;

/** How long the threads of one process wait for a CPU. */
public final class RunQueueWait {
  record Wait(int tid, int cpu, long nanos) {} // one layout, both sides

  @KernelStruct("task_struct")
  interface Task {
    int pid();

    int tgid();

    int onCpu();

    @Field("__state")
    int state();
  }

  static final HashMap<Integer, Long> QUEUED = Maps.hash(16_384); // tid -> since when it has waited
  static final RingBuffer<Wait> WAITS = Maps.ringBuffer(1 << 20);
  static final Setting<Integer> PROCESS =
      Setting.of(0); // fixed at load, a constant to the verifier

  private RunQueueWait() {}

  /** Prints the waits of the process whose id is given, until Ctrl-C. */
  public static void main(String[] arguments) {
    int process = Integer.parseInt(arguments[0]);
    try (LoadedProgram loaded =
            Keelson.program(RunQueueWait.class, MethodHandles.lookup())
                .setting(PROCESS, process)
                .load();
        EventRing<Wait> waits = loaded.ring(WAITS);
        AttachedPrograms _ = loaded.attachAll()) {
      while (true) {
        waits.poll(Duration.ofSeconds(1), System.out::println);
      }
    }
  }

  @BtfTracepoint("sched_wakeup")
  static void woken(Task task) {
    if (task.onCpu() == 0) { // one that is still on its CPU does not wait
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
      queued(previous); // still runnable: waits again
    }
    Long since = QUEUED.remove(next.pid());
    if (since != null) {
      WAITS.emit(new Wait(next.pid(), Kernel.cpu(), Kernel.nanoTime() - since));
    }
  }

  private static void queued(Task task) { // pid 0 is idle; an earlier start stands
    if (task.pid() != 0 && task.tgid() == PROCESS.get()) {
      QUEUED.putIfAbsent(task.pid(), Kernel.nanoTime());
    }
  }
}
