package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  private String prefix = "thread-";
  private final Measurement measurement = new Measurement(tid -> prefix + tid);

  @Test
  void waitsAddUpPerThreadAndInTotal() {
    TurnBytes.of(1).waited(10).to(measurement);
    TurnBytes.of(1).waited(30).to(measurement);
    TurnBytes.of(2).waited(50).to(measurement);

    WorkloadReport report = report();
    assertThat(report.runQueueWait().count()).isEqualTo(3);
    assertThat(report.runQueueWait().sumNanos()).isEqualTo(90);
    assertThat(report.threads()).extracting(ThreadReport::tid).containsExactly(2, 1);
    assertThat(thread(report, 1).runQueueWait().sumNanos()).isEqualTo(40);
    assertThat(thread(report, 1).runQueueWait().meanNanos()).isEqualTo(20);
    assertThat(thread(report, 1).runQueueWait().varianceNanos2()).isEqualTo(100);
    assertThat(thread(report, 1).name()).isEqualTo("thread-1");
  }

  @Test
  void aTurnWithoutABlockedTimeAddsNone() {
    TurnBytes.of(1).waited(10).preempted().to(measurement);
    TurnBytes.of(1).waited(10).offCpu(500).to(measurement);

    assertThat(report().offCpu().count()).isEqualTo(1);
    assertThat(report().offCpu().sumNanos()).isEqualTo(500);
  }

  @Test
  void aThreadThatEndsIsCalledByItsLastNameAndWaitsNoMore() {
    TurnBytes.of(1).waited(10).onCpu(5).interrupted(2).to(measurement);
    TurnBytes.of(1).exited("renamed").onCpu(7).to(measurement);

    ThreadReport thread = thread(report(), 1);
    assertThat(thread.name()).isEqualTo("renamed");
    assertThat(thread.onCpuNanos()).isEqualTo(12);
    assertThat(thread.interruptNanos()).isEqualTo(2);
    assertThat(thread.runQueueWait().count()).isEqualTo(1);
  }

  @Test
  void aTidThatTheKernelGivesOutAgainIsAnotherThread() {
    TurnBytes.of(1).waited(10).to(measurement);
    TurnBytes.of(1).exited("first").to(measurement);
    TurnBytes.of(1).waited(20).to(measurement);

    assertThat(report().threads())
        .extracting(ThreadReport::name)
        .containsExactly("thread-1", "first");
  }

  @Test
  void theLongestWaitsAreKeptWithWhoHadTheCpu() {
    for (int i = 1; i <= 100; i++) {
      TurnBytes.of(i)
          .waited(i * 1000L)
          .endedAt(1_000_000 + i)
          .behind(500 + i, "hog", i)
          .to(measurement);
    }

    List<LongWait> longest = report().longestWaits();
    assertThat(longest).hasSize(20);
    assertThat(longest).extracting(LongWait::nanos).startsWith(100_000L, 99_000L).endsWith(81_000L);
    assertThat(longest.getFirst())
        .isEqualTo(
            new LongWait(
                100, "thread-100", 0, 1_000_100 - 100_000, 100_000, false, 600, 99, "hog", 100));
  }

  @Test
  void anOccupantThatDidNotRunLastIsAskedForItsName() {
    TurnBytes.of(1).waited(10).behind(5, "last", 9).lastAfter(6).to(measurement);

    assertThat(report().longestWaits().getFirst().occupant()).isEqualTo("thread-5");
  }

  @Test
  void anIdleCpuIsCalledIdle() {
    TurnBytes.of(1).waited(10).behind(0, "swapper/1", 10).to(measurement);

    assertThat(report().longestWaits().getFirst().occupant()).isEqualTo("idle");
  }

  @Test
  void thousandsOfThreadsAreAllFound() {
    for (int round = 0; round < 2; round++) {
      for (int tid = 1; tid <= 5000; tid++) {
        TurnBytes.of(tid).waited(1).to(measurement);
      }
    }

    WorkloadReport report = report();
    assertThat(report.threads()).hasSize(5000);
    assertThat(report.threads()).allMatch(thread -> thread.runQueueWait().count() == 2);
  }

  @Test
  void aThreadThatIsRenamedIsReportedByItsNewName() {
    TurnBytes.of(1).waited(10).to(measurement);
    TurnBytes.of(2).waited(5).to(measurement);
    TurnBytes.of(2).exited("gone").to(measurement);
    prefix = "later-";
    measurement.refreshNames();

    assertThat(report().threads())
        .extracting(ThreadReport::name)
        .containsExactly("later-1", "gone");
  }

  @Test
  void whatIsKnownOfATurnThatWasCutOffCounts() {
    measurement.add(cut(500, -1, 0)); // ran
    measurement.add(cut(0, 300, 10)); // was woken: its blocked time is over, its wait is not
    measurement.add(cut(0, 200, 0)); // is still blocked

    ThreadReport thread = thread(report(), 1);
    assertThat(thread.onCpuNanos()).isEqualTo(500);
    assertThat(thread.offCpu().sumNanos()).isEqualTo(300);
    assertThat(report().offCpu().count()).isEqualTo(1);
    assertThat(report().runQueueWait().count()).isZero();
    assertThat(measurement.turns()).isZero();
    assertThat(thread.name()).isEqualTo("thread-1");
  }

  private static Turn cut(long onCpuNanos, long offCpuNanos, long waitNanos) {
    return new Turn(
        1,
        7,
        0,
        Turn.Kind.CUT,
        1000,
        waitNanos,
        offCpuNanos,
        onCpuNanos,
        0,
        0,
        0,
        0,
        Turn.Blocked.NOT,
        Turn.Occupant.NONE,
        "");
  }

  private WorkloadReport report() {
    return measurement.report("test", 0, 1_000_000_000);
  }

  private static ThreadReport thread(WorkloadReport report, int tid) {
    return report.threads().stream()
        .filter(thread -> thread.tid() == tid)
        .findFirst()
        .orElseThrow();
  }
}
