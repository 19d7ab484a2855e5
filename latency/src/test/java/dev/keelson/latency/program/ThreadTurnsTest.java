package dev.keelson.latency.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.program.SimulatedKernel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel-side methods, called as ordinary Java. Each test has threads of its own. */
class ThreadTurnsTest {
  private static final AtomicInteger NEXT_TID = new AtomicInteger(1000);
  private static final int PID = 900;
  private static final int RUNNABLE = 0;
  private static final int SLEEPS = 1;
  private static final int DEAD = 0x80;
  private static final FakeTask IDLE = new FakeTask(0, 0, 1, RUNNABLE, "swapper/0");

  private static final FakeRegisters REGISTERS = new FakeRegisters(202, 0x7000, 0x80, 2);

  private final int tid = NEXT_TID.incrementAndGet();

  record FakeTask(
      int pid,
      int tgid,
      int onCpu,
      int state,
      String name,
      boolean inIowait,
      int throttled,
      Entity se)
      implements Task {
    FakeTask(int pid, int tgid, int onCpu, int state, String name) {
      this(pid, tgid, onCpu, state, name, false, 0, new Entity() {});
    }

    FakeTask waitingForDisk() {
      return new FakeTask(pid, tgid, onCpu, state, name, true, throttled, se);
    }

    /** As Linux 6.18 does it, thread by thread. */
    FakeTask throttledIn(Queue queue) {
      return new FakeTask(pid, tgid, onCpu, state, name, inIowait, 1, new Level(queue, null));
    }

    /** As before, with all threads of the queue. */
    FakeTask in(Queue queue) {
      return new FakeTask(pid, tgid, onCpu, state, name, inIowait, -1, new Level(queue, null));
    }

    @Override
    public int flags() {
      return 0;
    }

    @Override
    public byte[] comm() {
      return name.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  record FakeRegisters(
      long callOnX86, long argument0OnX86, long argument1OnX86, long argument2OnX86)
      implements Registers {}

  record Level(Task.Queue cfsRq, Task.Entity parent) implements Task.Entity {}

  record Queue(int throttled, int throttleCount, long runtimeRemaining, Task.Group tg)
      implements Task.Queue {}

  record Group(long quota, long periodTimer, long slackTimer) implements Task.Group {}

  @BeforeEach
  void freshCpu() {
    at(0, () -> ThreadTurns.CPUS.put(0, new CpuState()));
  }

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
  void theIdleTaskIsNoThread() {
    at(100, () -> ThreadTurns.born(IDLE));
    at(110, () -> ThreadTurns.switched(false, IDLE, task(0, RUNNABLE)));

    assertThat(ThreadTurns.THREADS.get(0)).isNull();
  }

  @Test
  void aBlockedThreadSaysHowAndWhoWokeIt() {
    ThreadTurns.interruptsSeen = true;
    switchedIn(100);
    at(130, () -> ThreadTurns.switched(false, task(1, 2).waitingForDisk(), IDLE));
    SimulatedKernel.atNanos(170)
        .onCpu(3)
        .inThread(55, 56)
        .run(() -> ThreadTurns.waking(task(0, 2)));
    woken(180, task(0, 2));
    switchedIn(187);

    TurnEvent turn = onlyTurn();
    assertThat(turn.state()).isEqualTo(2);
    assertThat(turn.io()).isTrue();
    assertThat(turn.wakerTid()).isEqualTo(56);
    assertThat(turn.wakerPid()).isEqualTo(55);
  }

  @Test
  void aWakerThatComesBeforeTheSwitchIsNotForgotten() {
    ThreadTurns.interruptsSeen = true;
    switchedIn(100);
    SimulatedKernel.atNanos(120).inThread(55, 56).run(() -> ThreadTurns.waking(task(1, SLEEPS)));
    switchedOut(130, SLEEPS, false);
    woken(140, task(0, SLEEPS));
    switchedIn(150);

    assertThat(onlyTurn().wakerTid()).isEqualTo(56);
  }

  @Test
  void whatAnInterruptWakesIsWokenByNobody() {
    ThreadTurns.interruptsSeen = true;
    for (Runnable interrupt :
        List.<Runnable>of(
            ThreadTurns::interruptEntered,
            ThreadTurns::localTimerEntered,
            () -> ThreadTurns.timerEntered(1),
            ThreadTurns::softInterruptEntered)) {
      switchedIn(100);
      switchedOut(130, SLEEPS, false);
      at(150, interrupt);
      SimulatedKernel.atNanos(160)
          .onCpu(3)
          .inThread(55, 56)
          .run(() -> ThreadTurns.waking(task(0, SLEEPS)));
      woken(170, task(0, SLEEPS));
      switchedIn(180);
    }

    assertThat(turns()).hasSize(4).allMatch(turn -> turn.wakerTid() == 0 && turn.wakerPid() == 0);
  }

  @Test
  void interruptsThatInterruptEachOtherCountOnce() {
    at(50, ThreadTurns::interruptLeft); // entered before we came
    switchedIn(100);
    at(110, ThreadTurns::softInterruptEntered);
    at(120, ThreadTurns::localTimerEntered);
    at(122, () -> ThreadTurns.timerEntered(1));
    at(127, ThreadTurns::timerLeft);
    at(130, ThreadTurns::localTimerLeft);
    at(140, ThreadTurns::softInterruptLeft);
    at(150, ThreadTurns::interruptEntered);
    at(155, ThreadTurns::interruptLeft);
    switchedOut(200, RUNNABLE, true);
    at(210, ThreadTurns::interruptEntered); // others' time
    at(220, ThreadTurns::interruptLeft);
    switchedIn(230);

    assertThat(onlyTurn().onCpuNanos()).isEqualTo(100);
    assertThat(onlyTurn().interruptNanos()).isEqualTo(30 + 5);
  }

  @Test
  void anInterruptWhoseEndWasMissedEndsWithTheNextSwitch() {
    switchedIn(100);
    at(110, ThreadTurns::interruptEntered);
    switchedOut(130, RUNNABLE, true);
    switchedIn(140);
    at(150, ThreadTurns::interruptEntered);
    at(160, ThreadTurns::interruptLeft);
    switchedOut(200, RUNNABLE, true);
    switchedIn(210);

    assertThat(turns()).extracting(TurnEvent::interruptNanos).containsExactly(0L, 10L);
  }

  @Test
  void aThreadIsThrottledUntilItsGroupsTimerExpires() {
    Queue queue = new Queue(1, 1, 0, new Group(1000, 7000 + tid, 8000 + tid));
    switchedIn(100);
    at(130, () -> ThreadTurns.switched(false, task(1, RUNNABLE).throttledIn(queue), IDLE));
    at(140, () -> ThreadTurns.timerEntered(9)); // another's
    at(150, () -> ThreadTurns.timerEntered(7000 + tid));
    at(250, () -> ThreadTurns.timerEntered(7000 + tid));
    switchedIn(300);

    assertThat(onlyTurn().kind()).isEqualTo(ThreadTurns.PREEMPTED);
    assertThat(onlyTurn().waitNanos()).isEqualTo(170);
    assertThat(onlyTurn().throttledNanos()).isEqualTo(20);
    assertThat(onlyTurn().throttleBoundNanos()).isEqualTo(100);
  }

  @Test
  void aDebtOfSeveralPeriodsTakesAsMany() {
    Queue queue = new Queue(1, 1, -2500, new Group(1000, 7000 + tid, 8000 + tid));
    switchedIn(100);
    at(130, () -> ThreadTurns.switched(false, task(1, RUNNABLE).throttledIn(queue), IDLE));
    for (int i = 1; i <= 3; i++) {
      at(i * 1000, () -> ThreadTurns.timerEntered(7000 + tid));
    }
    switchedIn(3001);

    assertThat(onlyTurn().throttledNanos()).isEqualTo(3000 - 130);
    assertThat(onlyTurn().throttleBoundNanos()).isZero();
    assertThat(Throttling.periodsDue(-2000, 1000)).isEqualTo(3); // at 0 it may not run yet
    assertThat(Throttling.periodsDue(-1, -1)).isEqualTo(1);
  }

  @Test
  void theSlackTimerEndsThrottlingWhereThePeriodTimerDidNot() {
    Queue queue = new Queue(1, 1, 0, new Group(1000, 7000 + tid, 8000 + tid));
    switchedIn(100);
    at(130, () -> ThreadTurns.switched(false, task(1, RUNNABLE).throttledIn(queue), IDLE));
    at(150, () -> ThreadTurns.timerEntered(8000 + tid));
    switchedIn(160);

    assertThat(onlyTurn().throttledNanos()).isEqualTo(20);
  }

  @Test
  void whereNoTimerWasSeenTheWholeWaitIsInDoubt() {
    Queue queue = new Queue(1, 1, 0, new Group(1000, 7000 + tid, 8000 + tid));
    switchedIn(100);
    at(130, () -> ThreadTurns.switched(false, task(1, RUNNABLE).throttledIn(queue), IDLE));
    switchedIn(160);

    assertThat(onlyTurn().throttledNanos()).isZero();
    assertThat(onlyTurn().throttleBoundNanos()).isEqualTo(30);
  }

  @Test
  void beforeLinux618ThreadsAreThrottledWithTheirQueue() {
    Group group = new Group(1000, 7000 + tid, 8000 + tid);
    FakeTask other = new FakeTask(tid + 500_000, PID, 1, RUNNABLE, "greedy");
    switchedIn(100);
    at(
        110,
        () -> ThreadTurns.switched(true, task(1, RUNNABLE).in(new Queue(0, 0, 5, group)), other));
    at(140, () -> ThreadTurns.switched(false, other.in(new Queue(1, 1, 0, group)), IDLE));
    at(150, () -> ThreadTurns.timerEntered(7000 + tid));
    at(
        160,
        () -> ThreadTurns.switched(false, IDLE, task(0, RUNNABLE).in(new Queue(0, 0, 5, group))));

    assertThat(onlyTurn().waitNanos()).isEqualTo(50);
    assertThat(onlyTurn().throttledNanos()).isEqualTo(10);
  }

  @Test
  void aThreadThatBlocksSaysInWhichCall() {
    switchedIn(100);
    switchedOut(130, SLEEPS, false);
    woken(140, task(0, SLEEPS));
    switchedIn(150);

    TurnEvent turn = onlyTurn();
    assertThat(turn.systemCall()).isEqualTo(202);
    assertThat(turn.argument0()).isEqualTo(0x7000);
    assertThat(turn.argument1()).isEqualTo(0x80);
    assertThat(turn.argument2()).isEqualTo(2);
  }

  @Test
  void onArmTheCallStandsElsewhere() {
    Registers arm =
        new Registers() {
          @Override
          public int callOnArm() {
            return 98;
          }

          @Override
          public long argument0OnArm() {
            return 0x7000;
          }
        };
    switchedIn(100);
    SimulatedKernel.atNanos(130)
        .withRegisters(arm)
        .run(() -> ThreadTurns.switched(false, task(1, SLEEPS), IDLE));
    woken(140, task(0, SLEEPS));
    switchedIn(150);

    assertThat(onlyTurn().systemCall()).isEqualTo(98);
    assertThat(onlyTurn().argument0()).isEqualTo(0x7000);
  }

  @Test
  void aThreadThatReclaimsMemorySaysSo() {
    switchedIn(100);
    SimulatedKernel.atNanos(110).inThread(PID, tid).run(ThreadTurns::reclaimBegan);
    switchedOut(130, SLEEPS, false);
    woken(140, task(0, SLEEPS));
    switchedIn(150);
    SimulatedKernel.atNanos(160).inThread(PID, tid).run(ThreadTurns::reclaimEnded);
    switchedOut(170, SLEEPS, false);
    woken(180, task(0, SLEEPS));
    switchedIn(190);

    assertThat(turns()).extracting(TurnEvent::reclaim).containsExactly(true, false);
  }

  private FakeTask task(int onCpu, int state) {
    return new FakeTask(tid, PID, onCpu, state, "worker");
  }

  private static void at(long nanos, Runnable event) {
    SimulatedKernel.atNanos(nanos).onCpu(3).withRegisters(REGISTERS).run(event);
  }

  private static void woken(long nanos, FakeTask task) {
    at(nanos, () -> ThreadTurns.woken(task));
  }

  private void switchedIn(long nanos) {
    at(nanos, () -> ThreadTurns.switched(false, IDLE, task(0, RUNNABLE)));
  }

  private void switchedOut(long nanos, int state, boolean preempted) {
    at(nanos, () -> ThreadTurns.switched(preempted, task(1, state), IDLE));
  }

  private static long unmatched() {
    AtomicLong counted = new AtomicLong();
    at(0, () -> counted.set(ThreadTurns.CPUS.get(0).unmatched));
    return counted.get();
  }

  private List<TurnEvent> turns() {
    return ThreadTurns.TURNS.emitted().stream().filter(turn -> turn.tid() == tid).toList();
  }

  private TurnEvent onlyTurn() {
    assertThat(turns()).hasSize(1);
    return turns().getFirst();
  }
}
