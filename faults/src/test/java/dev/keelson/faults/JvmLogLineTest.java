package dev.keelson.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmLogLineTest {
  private static final String JDK_25 =
      "[5000ns] Safepoint \"%s\", Time since last: 9 ns, Reaching safepoint: 10 ns, At safepoint: 20"
          + " ns, Leaving safepoint: 3 ns, Total: 33 ns, Threads: 0 runnable, 10 total";
  private static final String JDK_17 =
      "[5000ns] Safepoint \"%s\", Time since last: 9 ns, Reaching safepoint: 10 ns, Cleanup: 3 ns,"
          + " At safepoint: 20 ns, Total: 33 ns";

  @Test
  void aLineOfTheSafepointLogSaysWhenAndHowLong() {
    for (String line : new String[] {JDK_25, JDK_17}) {
      SafepointLine safepoint =
          SafepointLine.of(line.formatted("G1CollectForAllocation")).orElseThrow();

      assertThat(safepoint).isEqualTo(new SafepointLine("G1CollectForAllocation", 5000, 10, 33));
      assertThat(safepoint.stoodNanos()).isEqualTo(23);
      assertThat(safepoint.all()).isEqualTo(new Window(0, 4967, 5000));
      assertThat(safepoint.stood()).isEqualTo(new Window(0, 4977, 5000));
      assertThat(safepoint.reaching()).isEqualTo(new Window(0, 4967, 4977));
    }
    assertThat(SafepointLine.of("[5000ns] something else")).isEmpty();
  }

  @Test
  void aCollectionIsKnownByItsOperation() {
    for (String operation :
        new String[] {
          "SerialCollectForAllocation",
          "ParallelCollectForAllocation",
          "ShenandoahDegeneratedGC",
          "ZMarkStartYoung",
          "ZRelocateStartOld"
        }) {
      assertThat(SafepointLine.of(JDK_25.formatted(operation)).orElseThrow().isCollection())
          .isTrue();
    }
    assertThat(SafepointLine.of(JDK_25.formatted("ThreadDump")).orElseThrow().isCollection())
        .isFalse();
  }

  @Test
  void aLineOfAStallSaysWhoAndHowLong() {
    assertThat(StallLine.of("[7000000ns] Allocation Stall (t-0) 4.210ms"))
        .contains(new StallLine("t-0", 7_000_000, 4_210_000));
    assertThat(StallLine.of("[7000000ns] GC(1) y: Relocation Stall (t-0) 4.210ms")).isEmpty();
  }
}
