package dev.keelson.latency.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.program.ThreadTurns.CpuState;
import dev.keelson.latency.program.ThreadTurns.Task;
import dev.keelson.latency.program.ThreadTurns.Turn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel-side methods, called as ordinary Java. Each test has threads of its own. */
class ThreadTurnsTest {
  private static final AtomicInteger NEXT_TID = new AtomicInteger(1000);
  private static final int RUNNABLE = 0;
  private static final int SLEEPS = 1;
  private static final int DEAD = 0x80;
  private static final FakeTask IDLE = new FakeTask(0, 0, 1, RUNNABLE, "swapper/0");

  private final int tid = NEXT_TID.incrementAndGet();

  record FakeTask(int pid, int tgid, int onCpu, int state, String name) implements Task {
    @Override
    public byte[] comm() {
      return name.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  @BeforeEach
  void oneCpu() {
    ThreadTurns.CPUS.put(0, new CpuState());
  }

  @Test
  void aThreadThatBlocksIsWokenAndRunsGivesOneTurn() {
    switchedIn();
    switchedOut(SLEEPS, false);
    ThreadTurns.woken(task(0, SLEEPS));
    switchedIn();

    Turn turn = onlyTurn();
    assertThat(turn.kind()).isEqualTo(ThreadTurns.WOKEN);
    assertThat(turn.offCpuNanos()).isPositive();
    assertThat(turn.onCpuNanos()).isPositive();
    assertThat(turn.waitNanos()).isPositive();
  }

  @Test
  void thePartsOfATurnAddUpToItsLength() {
    switchedIn();
    long start = ThreadTurns.THREADS.get(tid).since;
    switchedOut(SLEEPS, false);
    ThreadTurns.woken(task(0, SLEEPS));
    switchedIn();

    Turn turn = onlyTurn();
    assertThat(turn.onCpuNanos() + turn.offCpuNanos() + turn.waitNanos())
        .isEqualTo(turn.endNanos() - start);
  }

  @Test
  void aPreemptedThreadWaitsFromTheSwitchOn() {
    switchedIn();
    switchedOut(SLEEPS, true); // preempted between setting its state and blocking
    switchedIn();

    Turn turn = onlyTurn();
    assertThat(turn.kind()).isEqualTo(ThreadTurns.PREEMPTED);
    assertThat(turn.offCpuNanos()).isEqualTo(-1);
  }

  @Test
  void aThreadThatYieldsWaitsFromTheSwitchOn() {
    switchedIn();
    switchedOut(RUNNABLE, false);
    switchedIn();

    assertThat(onlyTurn().kind()).isEqualTo(ThreadTurns.PREEMPTED);
  }

  @Test
  void aWakeUpOfAThreadOnACpuStartsNoWait() {
    ThreadTurns.woken(task(1, SLEEPS));
    switchedIn();
    assertThat(turns()).isEmpty();

    ThreadTurns.woken(task(1, RUNNABLE));
    switchedOut(SLEEPS, false);
    switchedIn(); // its wake-up was before it left the CPU
    assertThat(turns()).isEmpty();
  }

  @Test
  void aSecondWakeUpLeavesTheEarlierStart() {
    switchedIn();
    switchedOut(RUNNABLE, true);
    long start = ThreadTurns.THREADS.get(tid).since;
    ThreadTurns.woken(task(0, RUNNABLE));
    switchedIn();

    assertThat(onlyTurn().waitNanos()).isEqualTo(onlyTurn().endNanos() - start);
  }

  @Test
  void theFirstWaitOfANewThreadCounts() {
    ThreadTurns.born(task(0, RUNNABLE));
    switchedIn();

    Turn turn = onlyTurn();
    assertThat(turn.kind()).isEqualTo(ThreadTurns.WOKEN);
    assertThat(turn.offCpuNanos()).isEqualTo(-1);
    assertThat(turn.onCpuNanos()).isZero();
  }

  @Test
  void anIntervalThatWasOpenBeforeTheFirstEventIsNotCounted() {
    switchedIn();
    assertThat(turns()).isEmpty();

    switchedOut(SLEEPS, false);
    ThreadTurns.THREADS.delete(tid);
    ThreadTurns.woken(task(0, SLEEPS));
    switchedIn();
    assertThat(onlyTurn().offCpuNanos()).isEqualTo(-1);
  }

  @Test
  void whoHadTheCpuIsNamedWithItsShareOfTheWait() {
    FakeTask other = new FakeTask(tid + 500_000, 77, 1, RUNNABLE, "greedy");
    switchedIn();
    ThreadTurns.switched(true, task(1, RUNNABLE), IDLE);
    long otherSince = System.nanoTime();
    ThreadTurns.switched(false, IDLE, other);
    ThreadTurns.switched(true, other, task(0, RUNNABLE));

    Turn turn = onlyTurn();
    assertThat(turn.occupantTid()).isEqualTo(other.pid());
    assertThat(turn.occupantPid()).isEqualTo(77);
    assertThat(new String(turn.name(), StandardCharsets.ISO_8859_1)).isEqualTo("greedy");
    assertThat(turn.occupantNanos())
        .isPositive()
        .isLessThan(turn.waitNanos())
        .isLessThanOrEqualTo(turn.endNanos() - otherSince);
  }

  @Test
  void anOccupantThatWasThereBeforeTheWaitCoversAllOfIt() {
    ThreadTurns.born(task(0, RUNNABLE));
    switchedIn();

    assertThat(onlyTurn().occupantNanos()).isEqualTo(onlyTurn().waitNanos());
  }

  @Test
  void aThreadThatEndsLeavesItsNameItsLastRunAndNoState() {
    switchedIn();
    switchedOut(DEAD, false);

    Turn turn = onlyTurn();
    assertThat(turn.kind()).isEqualTo(ThreadTurns.EXITED);
    assertThat(turn.onCpuNanos()).isPositive();
    assertThat(new String(turn.name(), StandardCharsets.ISO_8859_1)).isEqualTo("worker");
    assertThat(ThreadTurns.THREADS.get(tid)).isNull();
  }

  @Test
  void aThreadThatEndsUnseenIsNotFollowed() {
    switchedOut(DEAD, false);

    assertThat(turns()).isEmpty();
    assertThat(ThreadTurns.THREADS.get(tid)).isNull();
  }

  @Test
  void theIdleTaskIsNoThread() {
    ThreadTurns.born(IDLE);
    ThreadTurns.switched(false, IDLE, task(0, RUNNABLE));

    assertThat(ThreadTurns.THREADS.get(0)).isNull();
  }

  private FakeTask task(int onCpu, int state) {
    return new FakeTask(tid, tid, onCpu, state, "worker");
  }

  private void switchedIn() {
    ThreadTurns.switched(false, IDLE, task(0, RUNNABLE));
  }

  private void switchedOut(int state, boolean preempted) {
    ThreadTurns.switched(preempted, task(1, state), IDLE);
  }

  private List<Turn> turns() {
    return ThreadTurns.TURNS.emitted().stream().filter(turn -> turn.tid() == tid).toList();
  }

  private Turn onlyTurn() {
    assertThat(turns()).hasSize(1);
    return turns().getFirst();
  }
}
