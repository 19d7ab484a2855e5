package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.bpf.RunStatistics;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From a class of Java methods to events out of the scheduler, with nothing between faked. */
class RunQueueWaitKernelTest {
  /** How long the threads of one process wait for a CPU. */
  static final class RunQueueWait {
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

  @KernelTest
  void waitsOfThisProcessArriveAsRecordsAndThoseOfOthersDoNot() throws InterruptedException {
    int process = Math.toIntExact(ProcessHandle.current().pid());
    List<RunQueueWait.Wait> waits = new ArrayList<>();
    try (LoadedProgram loaded =
            Keelson.program(RunQueueWait.class, MethodHandles.lookup())
                .setting(RunQueueWait.PROCESS, process)
                .load();
        RunStatistics.Counting counting = RunStatistics.enable();
        AttachedPrograms attached = loaded.attachAll();
        EventRing<RunQueueWait.Wait> ring = loaded.ring(RunQueueWait.WAITS)) {
      assertThat(counting).isNotNull();
      assertThat(attached.attachments()).hasSize(3);
      Thread waiting = Thread.ofPlatform().start(() -> {});
      waiting.join();
      while (waits.isEmpty()) {
        int _ = ring.poll(Duration.ofSeconds(1), waits::add);
      }
      assertThat(loaded.lost()).isZero();
      assertThat(loaded.faults()).isEmpty();
      assertThat(loaded.statistics().runs()).isPositive();
    }
    assertThat(waits).allMatch(wait -> wait.nanos() >= 0 && wait.cpu() >= 0 && wait.tid() > 0);
  }
}
