package dev.keelson.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Kernel-side methods, called as ordinary Java. Each test has a thread of its own. */
class RunQueueWaitTest {
  private static final int PROCESS = 77;
  private static final AtomicInteger NEXT_TID = new AtomicInteger(1000);

  private final int tid = NEXT_TID.incrementAndGet();

  record FakeTask(int pid, int tgid, int onCpu, int state) implements RunQueueWait.Task {}

  private static final FakeTask IDLE = new FakeTask(0, 0, 1, 0);

  @Test
  void aWakeUpStartsAWaitThatEndsWhenTheThreadRuns() {
    at(1_000, 0, () -> RunQueueWait.woken(task(0, 1)));
    at(1_700, 3, () -> RunQueueWait.switched(false, IDLE, task(1, 0)));

    assertThat(waits()).containsExactly(new RunQueueWait.Wait(tid, 3, 700));
  }

  @Test
  void aWakeUpOfAThreadOnACpuStartsNone() {
    at(1_000, 0, () -> RunQueueWait.woken(task(1, 0)));
    at(1_700, 0, () -> RunQueueWait.switched(false, IDLE, task(1, 0)));

    assertThat(waits()).isEmpty();
  }

  @Test
  void aLaterWakeUpLeavesTheEarlierStart() {
    at(1_000, 0, () -> RunQueueWait.born(task(0, 0)));
    at(1_400, 0, () -> RunQueueWait.woken(task(0, 0)));
    at(1_700, 0, () -> RunQueueWait.switched(false, IDLE, task(1, 0)));

    assertThat(waits()).containsExactly(new RunQueueWait.Wait(tid, 0, 700));
  }

  @Test
  void aPreemptedThreadWaitsWhateverItsState() {
    at(1_000, 0, () -> RunQueueWait.switched(true, task(1, 1), IDLE));
    at(1_050, 1, () -> RunQueueWait.switched(false, IDLE, task(1, 0)));

    assertThat(waits()).containsExactly(new RunQueueWait.Wait(tid, 1, 50));
  }

  @Test
  void otherProcessesAndTheIdleTaskAreLeftOut() {
    at(1_000, 0, () -> RunQueueWait.born(new FakeTask(tid, PROCESS + 1, 0, 0)));
    at(1_000, 0, () -> RunQueueWait.switched(true, IDLE, task(1, 0)));

    assertThat(waits()).isEmpty();
    assertThat(RunQueueWait.QUEUED.containsKey(0)).isFalse();
  }

  private void at(long nanos, int cpu, Runnable event) {
    RunQueueWait.PROCESS.with(PROCESS, () -> SimulatedKernel.atNanos(nanos).onCpu(cpu).run(event));
  }

  private FakeTask task(int onCpu, int state) {
    return new FakeTask(tid, PROCESS, onCpu, state);
  }

  private List<RunQueueWait.Wait> waits() {
    return RunQueueWait.WAITS.emitted().stream().filter(wait -> wait.tid() == tid).toList();
  }
}
