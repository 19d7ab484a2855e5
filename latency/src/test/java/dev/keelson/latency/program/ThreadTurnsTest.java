package dev.keelson.latency.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Threads through the scheduler: what each turn's times are, and who had the CPU. */
class ThreadTurnsTest extends SimulatedScheduling {
  private final long unmatchedBefore = ThreadTurns.UNMATCHED.get();

  @Test
  void theTurnOfAThreadThatSleepsIsRunThenBlockedThenWaiting() {
    switchedIn(100);
    switchedOut(130, SLEEPS, false);
    woken(180, task(0, SLEEPS));
    switchedIn(187);

    TurnEvent turn = onlyTurn();
    assertThat(turn.kind()).isEqualTo(ThreadTurns.WOKEN);
    assertThat(turn.onCpuNanos()).isEqualTo(30);
    assertThat(turn.offCpuNanos()).isEqualTo(50);
    assertThat(turn.waitNanos()).isEqualTo(7);
    assertThat(turn.endNanos()).isEqualTo(187);
    assertThat(turn.pid()).isEqualTo(PID);
    assertThat(turn.cpu()).isEqualTo(3);
  }

  @Test
  void aPreemptedThreadWaitsFromTheSwitchOn() {
    switchedIn(100);
    switchedOut(130, SLEEPS, true); // preempted between setting its state and blocking
    switchedIn(170);

    TurnEvent turn = onlyTurn();
    assertThat(turn.kind()).isEqualTo(ThreadTurns.PREEMPTED);
    assertThat(turn.waitNanos()).isEqualTo(40);
    assertThat(turn.offCpuNanos()).isEqualTo(-1);
  }

  @Test
  void aThreadThatYieldsWaitsFromTheSwitchOn() {
    switchedIn(100);
    switchedOut(130, RUNNABLE, false);
    switchedIn(135);

    assertThat(onlyTurn().kind()).isEqualTo(ThreadTurns.PREEMPTED);
    assertThat(onlyTurn().waitNanos()).isEqualTo(5);
  }

  @Test
  void aWakeUpOfAThreadOnACpuStartsNoWait() {
    woken(100, task(1, SLEEPS));
    switchedIn(110);
    woken(120, task(1, RUNNABLE));
    switchedOut(130, SLEEPS, false);
    switchedIn(140); // its wake-up came before it left the CPU

    assertThat(turns()).isEmpty();
  }

  @Test
  void aSecondWakeUpLeavesTheEarlierStart() {
    switchedIn(100);
    switchedOut(110, RUNNABLE, true);
    woken(150, task(0, RUNNABLE));
    switchedIn(160);

    assertThat(onlyTurn().waitNanos()).isEqualTo(50);
  }

  @Test
  void theFirstWaitOfANewThreadCounts() {
    at(100, () -> ThreadTurns.born(task(0, RUNNABLE)));
    switchedIn(104);

    TurnEvent turn = onlyTurn();
    assertThat(turn.kind()).isEqualTo(ThreadTurns.WOKEN);
    assertThat(turn.waitNanos()).isEqualTo(4);
    assertThat(turn.offCpuNanos()).isEqualTo(-1);
    assertThat(turn.onCpuNanos()).isZero();
  }

  @Test
  void aBlockedTimeThatBeganUnseenIsNotCounted() {
    woken(100, task(0, SLEEPS));
    switchedIn(110);

    assertThat(onlyTurn().waitNanos()).isEqualTo(10);
    assertThat(onlyTurn().offCpuNanos()).isEqualTo(-1);
  }

  @Test
  void whoHadTheCpuIsNamedWithItsShareOfTheWait() {
    FakeTask other = new FakeTask(tid + 500_000, 77, 1, RUNNABLE, "greedy");
    switchedIn(100);
    at(110, () -> ThreadTurns.switched(true, task(1, RUNNABLE), IDLE));
    at(120, () -> ThreadTurns.switched(false, IDLE, other));
    at(160, () -> ThreadTurns.switched(true, other, task(0, RUNNABLE)));

    TurnEvent turn = onlyTurn();
    assertThat(turn.waitNanos()).isEqualTo(50);
    assertThat(turn.occupantTid()).isEqualTo(other.pid());
    assertThat(turn.occupantPid()).isEqualTo(77);
    assertThat(turn.occupantNanos()).isEqualTo(40);
    assertThat(turn.name()).isEqualTo("greedy".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void theOccupantIsTheOneThatStayedLongest() {
    FakeTask greedy = new FakeTask(tid + 500_000, 77, 1, RUNNABLE, "greedy");
    FakeTask brief = new FakeTask(tid + 600_000, 78, 1, SLEEPS, "brief");
    switchedIn(60_000_100);
    at(60_000_110, () -> ThreadTurns.switched(true, task(1, RUNNABLE), greedy));
    at(60_000_150, () -> ThreadTurns.switched(true, greedy, brief));
    at(60_000_152, () -> ThreadTurns.switched(false, brief, task(0, RUNNABLE)));

    TurnEvent turn = onlyTurn();
    assertThat(turn.waitNanos()).isEqualTo(42);
    assertThat(turn.occupantTid()).isEqualTo(greedy.pid());
    assertThat(turn.occupantNanos()).isEqualTo(40);
    assertThat(turn.previousTid()).isEqualTo(brief.pid());
    assertThat(turn.name()).isEqualTo("brief".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aStrangerIsNamedBesidesASiblingThatStayedLonger() {
    FakeTask sibling = new FakeTask(tid + 500_000, PID, 1, RUNNABLE, "sibling");
    FakeTask hog = new FakeTask(tid + 600_000, 78, 1, RUNNABLE, "hog");
    ThreadTurns.PROCESS.with(
        PID,
        () -> {
          switchedIn(60_000_100);
          at(60_000_110, () -> ThreadTurns.switched(true, task(1, RUNNABLE), hog));
          at(60_000_130, () -> ThreadTurns.switched(true, hog, sibling));
          at(60_000_180, () -> ThreadTurns.switched(true, sibling, task(0, RUNNABLE)));
        });

    assertThat(onlyTurn().occupantTid()).isEqualTo(sibling.pid());
    assertThat(onlyTurn().strangerTid()).isEqualTo(hog.pid());
  }

  @Test
  void ofSeveralStrangersTheLatestLongStayCounts() {
    FakeTask first = new FakeTask(tid + 500_000, 77, 1, RUNNABLE, "first");
    FakeTask second = new FakeTask(tid + 600_000, 78, 1, RUNNABLE, "second");
    FakeTask brief = new FakeTask(tid + 700_000, 79, 1, SLEEPS, "brief");
    ThreadTurns.PROCESS.with(
        PID,
        () -> {
          switchedIn(60_000_100);
          at(60_000_110, () -> ThreadTurns.switched(true, task(1, RUNNABLE), first));
          at(60_000_150, () -> ThreadTurns.switched(true, first, second));
          at(60_000_180, () -> ThreadTurns.switched(true, second, brief));
          at(60_000_182, () -> ThreadTurns.switched(false, brief, task(0, RUNNABLE)));
        });

    assertThat(onlyTurn().strangerTid()).isEqualTo(second.pid());
  }

  @Test
  void aStrangersStayBeforeTheWaitIsNone() {
    FakeTask hog = new FakeTask(tid + 600_000, 78, 1, RUNNABLE, "hog");
    FakeTask sibling = new FakeTask(tid + 500_000, PID, 1, RUNNABLE, "sibling");
    ThreadTurns.PROCESS.with(
        PID,
        () -> {
          at(60_000_050, () -> ThreadTurns.switched(false, IDLE, hog));
          at(60_000_100, () -> ThreadTurns.switched(true, hog, task(0, RUNNABLE)));
          at(60_000_110, () -> ThreadTurns.switched(true, task(1, RUNNABLE), sibling));
          at(60_000_180, () -> ThreadTurns.switched(true, sibling, task(0, RUNNABLE)));
        });

    assertThat(onlyTurn().strangerTid()).isZero();
  }

  @Test
  void aLongStayBeforeTheWaitIsNoOccupant() {
    FakeTask greedy = new FakeTask(tid + 500_000, 77, 1, RUNNABLE, "greedy");
    at(100, () -> ThreadTurns.switched(false, IDLE, greedy));
    at(900, () -> ThreadTurns.switched(false, greedy, IDLE));
    at(910, () -> ThreadTurns.born(task(0, RUNNABLE)));
    switchedIn(913);

    assertThat(onlyTurn().occupantTid()).isZero();
    assertThat(onlyTurn().occupantNanos()).isEqualTo(3);
  }

  @Test
  void aLongStayIsForgottenAfterAWhile() {
    FakeTask greedy = new FakeTask(tid + 500_000, 77, 1, RUNNABLE, "greedy");
    at(0, () -> ThreadTurns.switched(false, IDLE, greedy));
    at(1_000_000, () -> ThreadTurns.switched(false, greedy, IDLE));
    at(1_000_007, () -> ThreadTurns.switched(false, IDLE, greedy));
    assertThat(longestNanos()).isEqualTo(1_000_000);

    at(51_000_000, () -> ThreadTurns.switched(false, greedy, IDLE));
    at(110_000_000, () -> ThreadTurns.switched(false, IDLE, greedy));
    at(110_000_005, () -> ThreadTurns.switched(false, greedy, IDLE));

    assertThat(longestNanos()).isEqualTo(5);
  }

  private static long longestNanos() {
    AtomicLong longest = new AtomicLong();
    at(0, () -> longest.set(ThreadTurns.CPUS.get(0).longestNanos));
    return longest.get();
  }

  @Test
  void anOccupantThatWasThereBeforeTheWaitCoversAllOfIt() {
    at(50, () -> ThreadTurns.switched(false, new FakeTask(tid + 1, PID, 1, SLEEPS, "x"), IDLE));
    at(100, () -> ThreadTurns.born(task(0, RUNNABLE)));
    switchedIn(108);

    assertThat(onlyTurn().occupantNanos()).isEqualTo(8);
  }

  @Test
  void aThreadThatEndsLeavesItsNameItsLastRunAndNoState() {
    switchedIn(100);
    switchedOut(120, DEAD, false);

    TurnEvent turn = onlyTurn();
    assertThat(turn.kind()).isEqualTo(ThreadTurns.EXITED);
    assertThat(turn.onCpuNanos()).isEqualTo(20);
    assertThat(turn.name()).isEqualTo("worker".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(ThreadTurns.THREADS.get(tid)).isNull();
  }

  @Test
  void aThreadThatEndsUnseenIsNotFollowed() {
    switchedOut(100, DEAD, false);

    assertThat(turns()).isEmpty();
    assertThat(ThreadTurns.THREADS.get(tid)).isNull();
  }

  @Test
  void aSwitchWithoutItsCounterpartIsCounted() {
    switchedIn(100);
    switchedOut(110, RUNNABLE, true);
    switchedOut(150, SLEEPS, false); // it got its CPU unseen
    assertThat(unmatched()).isEqualTo(1);

    switchedIn(160); // woken unseen
    assertThat(unmatched()).isEqualTo(2);

    switchedIn(170); // left its CPU unseen
    assertThat(unmatched()).isEqualTo(3);
    assertThat(turns()).isEmpty();
  }

  @Test
  void aThreadThatIsSeenForTheFirstTimeMissesNothing() {
    woken(100, task(0, SLEEPS));
    switchedOut(110, SLEEPS, false); // attached between its wake-up and its switch
    woken(120, task(0, SLEEPS));
    switchedIn(130);

    assertThat(unmatched()).isZero();
    assertThat(onlyTurn().waitNanos()).isEqualTo(10);
  }

  @Test
  void aTurnBelowTheLimitIsNotToldOfButItsWorkIs() {
    ThreadTurns.shortestNanos = 50;
    try {
      switchedIn(100);
      switchedOut(130, SLEEPS, false);
      woken(170, task(0, SLEEPS));
      switchedIn(179); // off its CPU for 49
      assertThat(turns()).isEmpty();

      switchedOut(190, SLEEPS, false);
      woken(230, task(0, SLEEPS));
      switchedIn(240);
    } finally {
      ThreadTurns.shortestNanos = 0;
    }
    assertThat(onlyTurn().onCpuNanos()).isEqualTo(30 + 11);
    assertThat(onlyTurn().offCpuNanos()).isEqualTo(40);
  }

  @Test
  void theIdleTaskIsNoThread() {
    at(100, () -> ThreadTurns.born(IDLE));
    at(110, () -> ThreadTurns.switched(false, IDLE, task(0, RUNNABLE)));

    assertThat(ThreadTurns.THREADS.get(0)).isNull();
  }

  private long unmatched() {
    return ThreadTurns.UNMATCHED.get() - unmatchedBefore;
  }
}
