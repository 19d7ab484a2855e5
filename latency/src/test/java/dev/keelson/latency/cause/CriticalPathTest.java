package dev.keelson.latency.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jvm.JvmEvent.Kind;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn.Blocked;
import org.junit.jupiter.api.Test;

class CriticalPathTest {
  private static final String LOCK = "java.util.concurrent.locks.ReentrantLock$NonfairSync";
  private final Story story = new Story();

  @Test
  void aWaitForACpuIsTheRunQueues() {
    story.thread(1, "worker").runs(100).waitsForCpu(600, "hog");
    assertThat(story.of(1)).containsExactly("100+500: run-queue 500;");
    assertThat(story.explained().worst().getFirst().parts().getFirst().detail()).isEqualTo("hog");
  }

  @Test
  void eachThreadThatHadTheCpuInAWaitIsNamedForItsTime() {
    // The sibling has the CPU from 300 to 700; it got it then, and left it.
    story.thread(2, "sibling").on(0).waitsForCpu(300, "hog").runs(700).waitsForCpu(1_500, "hog");
    story.thread(1, "worker").on(0).runs(100).besides("hog").waitsForCpu(1_000, "sibling");

    assertThat(story.partsOf(1)).containsExactly("hog 500", "sibling 400");
  }

  @Test
  void aCompilerThatHasTheCpuIsWhatTheWaitIsFor() {
    story
        .thread(2, "C2 CompilerThre", ThreadRole.COMPILER)
        .on(0)
        .waitsForCpu(300, "hog")
        .runs(700)
        .waitsForCpu(1_500, "hog");
    story.thread(1, "worker").on(0).runs(100).besides("hog").waitsForCpu(1_000, "sibling");

    assertThat(story.of(1)).containsExactly("100+900: run-queue 500; run-queue > jit 400;");
  }

  @Test
  void aThreadOnAnotherCpuIsNotInTheWay() {
    story.thread(2, "sibling").on(1).waitsForCpu(300, "hog").runs(700).waitsForCpu(1_500, "hog");
    story.thread(1, "worker").on(0).runs(100).waitsForCpu(1_000, "hog");

    assertThat(story.partsOf(1)).containsExactly("hog 900");
  }

  @Test
  void softInterruptsOfAThreadOfTheirOwnTakeOnlyWhatTheSiblingDidNot() {
    story.thread(2, "sibling").on(0).waitsForCpu(300, "hog").runs(700).waitsForCpu(1_500, "hog");
    story.thread(1, "worker").on(0).runs(100).besides("ksoftirqd/0").waitsForCpu(1_000, "sibling");

    assertThat(story.of(1)).containsExactly("100+900: interrupt 500; run-queue 400;");
  }

  @Test
  void aQuotaThatIsUsedUpIsToldFromTheWaitForACpuAfterIt() {
    story.thread(1, "worker").runs(100).throttled(900, 1_000);
    assertThat(story.of(1)).containsExactly("100+900: throttled 800; run-queue 100;");
  }

  @Test
  void aThreadThatNobodyKeptFromTheIdleCpuWasStillThrottled() {
    story.thread(1, "worker").runs(100).throttledAtMost(900, "idle");
    assertThat(story.of(1)).containsExactly("100+800: throttled 800;");
  }

  @Test
  void whoHadTheCpuMayHaveBeenInTheWayOfAThreadThatWasThrottledAtFirst() {
    story.thread(1, "worker").runs(100).throttledAtMost(900, "hog");
    assertThat(story.of(1)).containsExactly("100+800: run-queue 800;");
  }

  @Test
  void whoIsWokenIntoAStopWaitsForItsEndWithOrWithoutACpu() {
    story.thread(9, "VM Thread", ThreadRole.VM).runs(900).waitsForCpu(901, "x");
    story.stop(350, 400, 700, "G1CollectForAllocation", true);
    story
        .thread(1, "worker")
        .runs(100)
        .blocked(300, 600, new Blocked(1, Story.EPOLL_WAIT, 0, 0, 0, false, false, 0, 0));
    assertThat(story.of(1)).containsExactly("300+600: run-queue 300; gc-pause 300;");
  }

  @Test
  void afterTheLastThreadHasStoppedTheVmThreadHasToNotice() {
    story
        .thread(9, "VM Thread", ThreadRole.VM)
        .runs(350)
        .waitsForCpu(800, "hog")
        .runs(900)
        .waitsForCpu(901, "x");
    story.stop(350, 800, 880, "ThreadDump", false);
    story.thread(1, "worker").runs(400).inFutex(890, 9);
    assertThat(story.pauses())
        .containsExactly(
            "350+530: time-to-safepoint > run-queue 400; safepoint 80; time-to-safepoint 50;");
  }

  @Test
  void whoWaitsForMemoryWaitsForThatThroughAStopThatEndsEarlier() {
    story.thread(9, "VM Thread", ThreadRole.VM).runs(900).waitsForCpu(901, "x");
    story.thread(5, "ZWorkerYoung#0", ThreadRole.COLLECTOR).runs(1_100).waitsForCpu(1_101, "x");
    story.stop(350, 420, 500, "ZMarkStartYoung", true);
    story
        .thread(1, "worker")
        .runs(400)
        .inFutex(1_000, 5)
        .tells(Kind.ALLOCATION_STALL, 350, 1_005, "Small");
    assertThat(story.of(1)).containsExactly("400+600: allocation-stall 600;");
  }

  @Test
  void whoWaitsForAClassThatAnotherThreadLoadsWaitsForThat() {
    story.thread(2, "loader").runs(1_100).waitsForCpu(1_101, "x");
    story
        .thread(1, "worker")
        .runs(400)
        .inFutex(1_000, 2)
        .tells(Kind.MONITOR_ENTER, 395, 1_005, "java.lang.Object")
        .tells(Kind.CLASS_LOAD, 390, 1_010, "app.Parser");
    assertThat(story.of(1)).containsExactly("400+600: classload 600;");
    assertThat(story.partsOf(1)).containsExactly("app.Parser held by loader 600");
  }

  @Test
  void whereTheJvmWritesItsLogTheProgramsThreadsWriteItToo() {
    story.descriptor(7, Fact.Descriptor.Kind.OTHER, "pipe:[1]");
    story.descriptor(8, Fact.Descriptor.Kind.OTHER, "pipe:[2]");
    story.thread(9, "VM Thread", ThreadRole.VM).runs(410).inCall(690, Story.WRITE, 7, false);
    story.stop(350, 400, 700, "G1CollectForAllocation", true);
    story.thread(1, "worker").runs(800).inCall(1_000, Story.WRITE, 7, false);
    story.thread(2, "other").runs(800).inCall(1_000, Story.WRITE, 8, false);
    assertThat(story.of(1)).containsExactly("800+200: log-write 200;");
    assertThat(story.of(2)).containsExactly("800+200: network 200;");
  }

  @Test
  void whoLostItsCpuBeforeAStopIsInTheQueueAllTheSame() {
    story.thread(9, "VM Thread", ThreadRole.VM).runs(900).waitsForCpu(901, "x");
    story.stop(350, 400, 700, "G1CollectForAllocation", true);
    story.thread(1, "worker").runs(300).waitsForCpu(900, "hog");
    assertThat(story.of(1)).containsExactly("300+600: run-queue 600;");
  }

  @Test
  void aMonitorsWaitIsItsHoldersTime() {
    story
        .thread(1, "waiter")
        .runs(100)
        .inFutex(1_100, 2)
        .tells(Kind.MONITOR_ENTER, 95, 1_105, "Pool");
    story
        .thread(2, "holder")
        .runs(200)
        .throttled(800, 900)
        .runs(1_150)
        .inCall(1_300, Story.EPOLL_WAIT, 0, false);
    assertThat(story.of(1))
        .containsExactly("100+1000: lock > throttled 600; lock 300; lock > run-queue 100;");
  }

  @Test
  void aConvoyIsFollowedFromHolderToHolder() {
    story.thread(1, "last").runs(100).inFutex(1_000, 2).tells(Kind.PARK, 90, 1_010, LOCK);
    story
        .thread(2, "second")
        .runs(150)
        .inFutex(700, 3)
        .tells(Kind.PARK, 140, 710, LOCK)
        .runs(1_000)
        .waitsForCpu(1_001, "x");
    story
        .thread(3, "first")
        .runs(200)
        .inCall(600, Story.FSYNC, 5, true)
        .runs(900)
        .waitsForCpu(901, "x");
    assertThat(story.of(1)).containsExactly("100+900: lock 500; lock > disk 400;");
  }

  @Test
  void aHolderThatIsNotKnownLeavesTheLock() {
    story.thread(1, "waiter").runs(100).inFutex(1_100, 77).tells(Kind.PARK, 100, 1_100, LOCK);
    assertThat(story.of(1)).containsExactly("100+1000: lock 1000;");
  }

  @Test
  void twoThreadsThatWaitForEachOtherEnd() {
    story.thread(1, "a").runs(100).inFutex(1_100, 2).tells(Kind.PARK, 100, 1_100, LOCK);
    story.thread(2, "b").runs(100).inFutex(1_100, 1).tells(Kind.PARK, 100, 1_100, LOCK);
    assertThat(story.of(1)).containsExactly("100+1000: lock 1000;");
  }

  @Test
  void anEmptyQueueIsIdleAndNotRanked() {
    story
        .thread(1, "worker")
        .runs(100)
        .inFutex(9_100, 2)
        .tells(
            Kind.PARK,
            99,
            9_101,
            "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject");
    assertThat(story.of(1)).isEmpty();
    assertThat(story.explained().idle()).isEqualTo(new CauseReport.Sum(1, 9_000_000));
  }

  @Test
  void afterAnIdleWaitTheWaitForACpuIsRankedAlone() {
    story
        .thread(1, "poller")
        .runs(100)
        .blocked(5_000, 700, new Blocked(1, Story.EPOLL_WAIT, 4, 0, 0, false, false, 0, 0));
    assertThat(story.of(1)).containsExactly("5000+700: run-queue 700;");
  }

  @Test
  void aResultThatAnotherThreadWorksAtIsThatThreadsTime() {
    story
        .thread(1, "caller")
        .runs(100)
        .inFutex(1_100, 2)
        .tells(Kind.PARK, 100, 1_100, "java.util.concurrent.CompletableFuture$Signaller");
    story.thread(2, "doer").runs(300).inState(800, 2).runs(1_200).waitsForCpu(1_201, "x");
    assertThat(story.of(1)).containsExactly("100+1000: park 500; park > page-fault 500;");
  }

  @Test
  void aStopIsTheTimeOfWhoStopsLastAndOfTheVmThread() {
    story.stop(1_000, 1_400, 2_000, "G1CollectForAllocation", true);
    story
        .thread(9, "VM Thread", ThreadRole.VM)
        .runs(1_500)
        .inFutex(1_900, 8)
        .runs(2_050)
        .waitsForCpu(2_051, "x");
    story
        .thread(8, "GC Thread#0", ThreadRole.COLLECTOR)
        .runs(1_500)
        .waitsForCpu(1_700, "hog")
        .runs(1_950)
        .inFutex(3_000, 9);
    story.thread(1, "quick").runs(1_010).inFutex(2_010, 9).runs(3_000).waitsForCpu(3_001, "x");
    story.thread(2, "straggler").runs(1_390).inFutex(2_010, 9).runs(3_000).waitsForCpu(3_001, "x");
    assertThat(story.pauses())
        .containsExactly(
            "1000+1000: time-to-safepoint 400; gc-pause 400; gc-pause > run-queue 200;");
    assertThat(story.of(1))
        .first()
        .isEqualTo("1010+1000: gc-pause 410; time-to-safepoint 390; gc-pause > run-queue 200;");
  }

  @Test
  void whoAsksForAStopWaitsForItToo() {
    story.stop(1_000, 1_100, 2_000, "G1CollectForAllocation", true);
    story.thread(9, "VM Thread", ThreadRole.VM).runs(2_050).waitsForCpu(2_051, "x");
    story.thread(1, "allocates").runs(900).inFutex(2_020, 9).runs(3_000).waitsForCpu(3_001, "x");
    assertThat(story.of(1)).first().isEqualTo("900+1120: gc-pause 1020; time-to-safepoint 100;");
  }

  @Test
  void whoWaitsForALockOfAStoppedThreadWaitsForTheStop() {
    story.stop(1_000, 1_000, 3_000, "G1CollectForAllocation", true);
    story.thread(9, "VM Thread", ThreadRole.VM).runs(3_050).waitsForCpu(3_051, "x");
    story.thread(2, "holder").runs(1_000).inFutex(3_000, 9).runs(3_500).waitsForCpu(3_501, "x");
    story
        .thread(1, "waiter")
        .runs(500)
        .inFutex(3_400, 2)
        .tells(Kind.MONITOR_ENTER, 500, 3_400, "Pool");
    assertThat(story.of(1)).containsExactly("500+2900: lock > gc-pause 2000; lock 900;");
  }

  @Test
  void aLogThatIsWrittenSlowlyInAPauseIsNamed() {
    story
        .stop(1_000, 1_000, 5_000, "G1CollectForAllocation", true)
        .descriptor(7, Fact.Descriptor.Kind.FILE, "/var/log/gc.log");
    story
        .thread(9, "VM Thread", ThreadRole.VM)
        .runs(2_000)
        .inCall(4_500, Story.WRITE, 7, true)
        .runs(5_100)
        .waitsForCpu(5_101, "x");
    assertThat(story.pauses())
        .containsExactly("1000+4000: gc-pause > log-write 2500; gc-pause 1500;");
  }

  @Test
  void aThreadThatWasIdleBeforeTheWorldStoppedStaysIdle() {
    story.stop(1_000, 1_100, 2_000, "G1CollectForAllocation", true);
    story.thread(9, "VM Thread", ThreadRole.VM).runs(2_050).waitsForCpu(2_051, "x");
    story.thread(1, "poller").runs(100).inCall(6_000, Story.EPOLL_WAIT, 4, false);
    story.thread(2, "pool").runs(100).inFutex(6_000, 3);
    assertThat(story.of(1)).isEmpty();
    assertThat(story.of(2)).isEmpty();
  }

  @Test
  void aMutexOfNativeCodeIsALock() {
    story.thread(1, "waiter").runs(100).inMutex(600, 2);
    story.thread(2, "holder").runs(200).waitsForCpu(500, "hog").runs(700).waitsForCpu(701, "x");
    assertThat(story.of(1)).containsExactly("100+500: lock > run-queue 300; lock 200;");
  }

  @Test
  void descriptorsTellIdleFromNetworkFromDisk() {
    story
        .descriptor(3, Fact.Descriptor.Kind.SERVER_SOCKET, ":8080")
        .descriptor(4, Fact.Descriptor.Kind.CLIENT_SOCKET, "db:5432")
        .descriptor(5, Fact.Descriptor.Kind.FILE, "/data/x");
    story.thread(1, "server").runs(100).inCall(600, Story.READ, 3, false);
    story.thread(2, "client").runs(100).inCall(700, Story.READ, 4, false);
    story.thread(3, "reader").runs(100).inCall(800, Story.READ, 5, true);
    assertThat(story.of(1)).isEmpty();
    assertThat(story.of(2)).containsExactly("100+600: network 600;");
    assertThat(story.of(3)).containsExactly("100+700: disk 700;");
  }

  @Test
  void aThreadOfTheKernelWithoutWorkIsIdle() {
    story.thread(1, "migration/0").runs(100).inState(600, 1);
    story.thread(2, "kworker/0:1").runs(100).inState(700, 0x402);
    assertThat(story.of(1)).isEmpty();
    assertThat(story.of(2)).isEmpty();
  }

  @Test
  void signalsFaultsAndReclaimAreTheKernelsWord() {
    story.thread(1, "stopped").runs(100).inState(600, 4);
    story.thread(2, "faults").runs(100).inState(700, 2);
    story.thread(3, "reclaims").runs(100).reclaiming(800);
    assertThat(story.of(1)).containsExactly("100+500: stopped 500;");
    assertThat(story.of(2)).containsExactly("100+600: page-fault 600;");
    assertThat(story.of(3)).containsExactly("100+700: reclaim 700;");
  }

  @Test
  void interruptsOfAHolderAreToldFromItsOwnWork() {
    story.thread(1, "waiter").runs(100).inMutex(1_100, 2);
    story.thread(2, "holder").runs(1_100).interrupted(550).waitsForCpu(1_101, "x");
    assertThat(story.of(1)).containsExactly("100+1000: lock > interrupt 500; lock 500;");
  }

  @Test
  void softInterruptsThatHaveAThreadOfTheirOwnAreInterrupts() {
    story.thread(1, "worker").runs(100).waitsForCpu(600, "ksoftirqd/1");
    assertThat(story.of(1)).containsExactly("100+500: interrupt 500;");
  }

  @Test
  void whatIsLostOfAHolderAddsNothing() {
    story.thread(1, "waiter").runs(100).inMutex(1_100, 2);
    story.thread(2, "holder").runs(100);
    assertThat(story.of(1)).containsExactly("100+1000: lock 1000;");
  }

  @Test
  void aProcessOfWhichNothingRunsPauses() {
    story.thread(1, "one").runs(1_000).throttled(40_000, 40_100);
    story.thread(2, "two").runs(1_500).throttled(40_000, 41_000);
    assertThat(story.pauses()).containsExactly("1500+38600: throttled 38500; run-queue 100;");
  }

  @Test
  void whoRanOnAllTheTimeRefutesAPause() {
    story.thread(1, "one").runs(1_000).throttled(40_000, 40_100);
    story.thread(2, "two").runs(1_500).throttled(40_000, 41_000);
    story.thread(3, "three").runs(50_000).waitsForCpu(50_010, "other");
    assertThat(story.pauses()).isEmpty();
  }

  @Test
  void theWaitOfOneThreadIsNoPauseOfAll() {
    story.thread(1, "one").runs(1_000).throttled(40_000, 40_100);
    story.thread(2, "two").runs(1_500).inCall(40_000, Story.EPOLL_WAIT, 0, false);
    assertThat(story.pauses()).isEmpty();
  }

  @Test
  void whatTheHypervisorTookOfAWaitIsNotTheRunQueues() {
    story.thread(1, "worker").runs(10_000).waitsForCpu(60_000, "other");
    story.facts.add(new Fact.Stolen(1, 0, 100_000_000, 20_000_000));
    story.facts.add(new Fact.Stolen(2, 0, 100_000_000, 90_000_000)); // another CPU
    assertThat(story.of(1)).containsExactly("10000+50000: run-queue 40000; steal 10000;");
  }

  @Test
  void whereTurnsAreNotToldOfNothingIsKnownToStandStill() {
    story.thread(1, "one").runs(1_000).throttled(40_000, 40_100);
    story.thread(2, "two").runs(1_500).throttled(40_000, 41_000);
    story.facts.add(new Fact.Lost(1_000_000, 41_000_000, 0));
    assertThat(story.pauses()).isEmpty();
  }
}
