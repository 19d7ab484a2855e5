package dev.keelson.latency.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.program.FakeTask.Group;
import dev.keelson.latency.program.FakeTask.Queue;
import dev.keelson.program.SimulatedKernel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What else turns say: how threads were blocked, woken, interrupted, throttled. */
class TurnDetailTest extends SimulatedScheduling {
  @Test
  void aBlockedThreadSaysHowAndWhoWokeIt() {
    Interrupts.seen = true;
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

  record X86Registers(long callOnX86, long argument0OnX86, long argument1OnX86, long argument2OnX86)
      implements Registers {}

  record ArmRegisters(int callOnArm, long argument0OnArm, long registersOnArm)
      implements Registers {}

  @Test
  void theSystemCallIsReadFromTheRegistersOfTheMachine() {
    FakeTask leaving = task(1, SLEEPS).inUserSpace();
    SimulatedKernel x86 =
        SimulatedKernel.atNanos(1).withRegisters(new X86Registers(202, 10, 11, 12));
    SimulatedKernel arm =
        SimulatedKernel.atNanos(1)
            .withRegisters(new ArmRegisters(98, 20, 0x1000))
            .withMemory(0x1008, new byte[] {21})
            .withMemory(0x1010, new byte[] {22});
    for (SimulatedKernel machine : List.of(x86, arm)) {
      switchedIn(100);
      machine.onCpu(3).run(() -> ThreadTurns.switched(false, leaving, IDLE));
      woken(200, task(0, SLEEPS));
      switchedIn(300);
    }

    assertThat(turns()).extracting(TurnEvent::systemCall).containsExactly(202, 98);
    assertThat(turns()).extracting(TurnEvent::argument0).containsExactly(10L, 20L);
    assertThat(turns()).extracting(TurnEvent::argument1).containsExactly(11L, 21L);
    assertThat(turns()).extracting(TurnEvent::argument2).containsExactly(12L, 22L);
  }

  @Test
  void aKernelThreadIsInNoSystemCall() {
    switchedIn(100);
    switchedOut(130, SLEEPS, false);
    woken(140, task(0, SLEEPS));
    switchedIn(150);

    assertThat(onlyTurn().systemCall()).isEqualTo(-1);
  }

  @Test
  void aWakerThatComesBeforeTheSwitchIsNotForgotten() {
    Interrupts.seen = true;
    switchedIn(100);
    SimulatedKernel.atNanos(120).inThread(55, 56).run(() -> ThreadTurns.waking(task(1, SLEEPS)));
    switchedOut(130, SLEEPS, false);
    woken(140, task(0, SLEEPS));
    switchedIn(150);

    assertThat(onlyTurn().wakerTid()).isEqualTo(56);
  }

  @Test
  void whatAnInterruptWakesIsWokenByNobody() {
    Interrupts.seen = true;
    for (Runnable interrupt :
        List.<Runnable>of(
            KernelWork::interruptEntered,
            KernelWork::localTimerEntered,
            () -> KernelWork.timerEntered(1),
            KernelWork::softInterruptEntered)) {
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
    at(50, KernelWork::interruptLeft); // entered before we came
    switchedIn(100);
    at(110, KernelWork::softInterruptEntered);
    at(120, KernelWork::localTimerEntered);
    at(122, () -> KernelWork.timerEntered(1));
    at(127, KernelWork::timerLeft);
    at(130, KernelWork::localTimerLeft);
    at(140, KernelWork::softInterruptLeft);
    at(150, KernelWork::interruptEntered);
    at(155, KernelWork::interruptLeft);
    switchedOut(200, RUNNABLE, true);
    at(210, KernelWork::interruptEntered); // others' time
    at(220, KernelWork::interruptLeft);
    switchedIn(230);

    assertThat(onlyTurn().onCpuNanos()).isEqualTo(100);
    assertThat(onlyTurn().interruptNanos()).isEqualTo(30 + 5);
  }

  @Test
  void anInterruptIsNotCountedBeforeAllProgramsAreAttached() {
    Interrupts.seen = false;
    switchedIn(100);
    at(110, KernelWork::interruptEntered);
    Interrupts.seen = true;
    SimulatedKernel.atNanos(130)
        .onCpu(3)
        .inThread(55, 56)
        .run(() -> ThreadTurns.waking(task(1, SLEEPS)));
    switchedOut(130, SLEEPS, false);
    woken(140, task(0, SLEEPS));
    switchedIn(150);

    assertThat(onlyTurn().wakerTid()).isEqualTo(56);
    assertThat(onlyTurn().interruptNanos()).isZero();
  }

  @Test
  void anInterruptWhoseEndWasMissedEndsWithTheNextSwitch() {
    Interrupts.seen = true;
    switchedIn(100);
    at(110, KernelWork::interruptEntered);
    switchedOut(130, RUNNABLE, true);
    switchedIn(140);
    at(150, KernelWork::interruptEntered);
    at(160, KernelWork::interruptLeft);
    switchedOut(200, RUNNABLE, true);
    switchedIn(210);

    assertThat(turns()).extracting(TurnEvent::interruptNanos).containsExactly(0L, 10L);
  }

  @Test
  void aThreadIsThrottledUntilItsGroupsTimerExpires() {
    Queue queue = new Queue(1, 1, 0, new Group(1000, 7000 + tid, 8000 + tid));
    switchedIn(100);
    at(130, () -> ThreadTurns.switched(false, task(1, RUNNABLE).throttledIn(queue), IDLE));
    at(140, () -> KernelWork.timerEntered(9)); // another's
    at(150, () -> KernelWork.timerEntered(7000 + tid));
    at(250, () -> KernelWork.timerEntered(7000 + tid));
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
      at(i * 1000L, () -> KernelWork.timerEntered(7000 + tid));
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
    at(150, () -> KernelWork.timerEntered(8000 + tid));
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
    at(150, () -> KernelWork.timerEntered(7000 + tid));
    at(
        160,
        () -> ThreadTurns.switched(false, IDLE, task(0, RUNNABLE).in(new Queue(0, 0, 5, group))));

    assertThat(onlyTurn().waitNanos()).isEqualTo(50);
    assertThat(onlyTurn().throttledNanos()).isEqualTo(10);
  }

  @Test
  void beforeLinux618AThreadMayBeWokenIntoAThrottledQueue() {
    Group group = new Group(1000, 7000 + tid, 8000 + tid);
    FakeTask other = new FakeTask(tid + 500_000, PID, 1, RUNNABLE, "greedy");
    switchedIn(100);
    switchedOut(110, SLEEPS, false);
    at(120, () -> ThreadTurns.switched(false, other.in(new Queue(1, 1, 0, group)), IDLE));
    woken(130, task(0, SLEEPS).in(new Queue(1, 1, 0, group)));
    at(150, () -> KernelWork.timerEntered(7000 + tid));
    Queue again = new Queue(0, 0, 5, group);
    at(160, () -> ThreadTurns.switched(false, IDLE, task(0, RUNNABLE).in(again)));

    assertThat(onlyTurn().waitNanos()).isEqualTo(30);
    assertThat(onlyTurn().throttledNanos()).isEqualTo(20);
  }

  @Test
  void aThreadThatReclaimsMemorySaysSo() {
    switchedIn(100);
    SimulatedKernel.atNanos(110).inThread(PID, tid).run(KernelWork::reclaimBegan);
    switchedOut(130, SLEEPS, false);
    woken(140, task(0, SLEEPS));
    switchedIn(150);
    SimulatedKernel.atNanos(160).inThread(PID, tid).run(KernelWork::reclaimEnded);
    switchedOut(170, SLEEPS, false);
    woken(180, task(0, SLEEPS));
    switchedIn(190);

    assertThat(turns()).extracting(TurnEvent::reclaim).containsExactly(true, false);
  }
}
