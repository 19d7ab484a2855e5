package dev.keelson.latency.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.program.SimulatedKernel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/** The kernel-side methods, called as ordinary Java. Each test has a thread of its own. */
abstract class SimulatedScheduling {
  private static final AtomicInteger NEXT_TID = new AtomicInteger(1000);
  static final int PID = 900;
  static final int RUNNABLE = 0;
  static final int SLEEPS = 1;
  static final int DEAD = 0x80;
  static final FakeTask IDLE = new FakeTask(0, 0, 1, RUNNABLE, "swapper/0");

  final int tid = NEXT_TID.incrementAndGet();

  @BeforeEach
  void freshCpu() {
    at(0, () -> ThreadTurns.CPUS.put(0, new CpuState()));
  }

  FakeTask task(int onCpu, int state) {
    return new FakeTask(tid, PID, onCpu, state, "worker");
  }

  static void at(long nanos, Runnable event) {
    SimulatedKernel.atNanos(nanos).onCpu(3).run(event);
  }

  static void woken(long nanos, FakeTask task) {
    at(nanos, () -> ThreadTurns.woken(task));
  }

  void switchedIn(long nanos) {
    at(nanos, () -> ThreadTurns.switched(false, IDLE, task(0, RUNNABLE)));
  }

  void switchedOut(long nanos, int state, boolean preempted) {
    at(nanos, () -> ThreadTurns.switched(preempted, task(1, state), IDLE));
  }

  List<TurnEvent> turns() {
    return ThreadTurns.TURNS.emitted().stream().filter(turn -> turn.tid() == tid).toList();
  }

  TurnEvent onlyTurn() {
    assertThat(turns()).hasSize(1);
    return turns().getFirst();
  }
}
