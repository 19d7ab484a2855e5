package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.program.ThreadState;
import dev.keelson.latency.program.ThreadTurns;
import org.junit.jupiter.api.Test;

class CutTurnTest {
  @Test
  void aThreadThatIsBlockedAtTheEndSaysInWhatAndSinceWhen() {
    ThreadState thread = state(ThreadTurns.BLOCKED);
    thread.systemCall = 202;
    thread.state = 1;
    thread.wakerTid = 5; // of the wake-up before

    Turn turn = CutTurn.of(3, thread, 1500).orElseThrow();
    assertThat(turn.kind()).isEqualTo(Turn.Kind.CUT);
    assertThat(turn.offCpuNanos()).isEqualTo(500);
    assertThat(turn.onCpuNanos()).isEqualTo(70);
    assertThat(turn.leftNanos()).isEqualTo(1000);
    assertThat(turn.blocked().systemCall()).isEqualTo(202);
    assertThat(turn.blocked().wakerTid()).isZero();
  }

  @Test
  void aThreadThatWaitsAtTheEndHasWaitedUntilThen() {
    ThreadState woken = state(ThreadTurns.WOKEN);
    woken.offCpuNanos = 40;
    woken.wakerTid = 5;
    assertThat(CutTurn.of(3, woken, 1500).orElseThrow())
        .satisfies(turn -> assertThat(turn.waitNanos()).isEqualTo(500))
        .satisfies(turn -> assertThat(turn.offCpuNanos()).isEqualTo(40))
        .satisfies(turn -> assertThat(turn.blocked().wakerTid()).isEqualTo(5));

    ThreadState throttled = state(ThreadTurns.PREEMPTED);
    throttled.throttledSince = 1000;
    assertThat(CutTurn.of(3, throttled, 1500).orElseThrow())
        .satisfies(turn -> assertThat(turn.throttledNanos()).isZero())
        .satisfies(turn -> assertThat(turn.throttleBoundNanos()).isEqualTo(500))
        .satisfies(turn -> assertThat(turn.blocked()).isEqualTo(Blocked.NOT));
  }

  @Test
  void aThreadThatRunsAtTheEndHasRunUntilThen() {
    Turn turn = CutTurn.of(3, state(ThreadTurns.RUNNING), 1500).orElseThrow();
    assertThat(turn.onCpuNanos()).isEqualTo(570);
    assertThat(turn.leftNanos()).isEqualTo(1500);
  }

  @Test
  void whatBeganAfterTheEndTakesNoTime() {
    Turn turn = CutTurn.of(3, state(ThreadTurns.RUNNING), 900).orElseThrow();
    assertThat(turn.onCpuNanos()).isEqualTo(70);
    assertThat(turn.endNanos()).isEqualTo(1000);
    assertThat(CutTurn.of(3, state(0), 1500)).isEmpty();
  }

  private static ThreadState state(int phase) {
    ThreadState thread = new ThreadState();
    thread.phase = phase;
    thread.since = 1000;
    thread.onCpuNanos = 70;
    thread.offCpuNanos = -1;
    thread.pid = 2;
    return thread;
  }
}
