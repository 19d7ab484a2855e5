package dev.keelson.latency;

import dev.keelson.latency.fact.Fact;
import dev.keelson.linux.Clock;
import dev.keelson.linux.Clocks;
import java.math.BigDecimal;
import java.util.Locale;

/** Keeps a budget: drops detail of a running measurement, and tells. Confined to one thread. */
final class Thrift {
  private static final long SHORT_TURN_NANOS = 100_000;

  private final OverheadBudget budget;
  private final Probe probe;
  private final LiveAnalysis analysis;
  private long blindSinceNanos; // 0 while every turn is told of
  private final long startCpuNanos = Clocks.nanos(Clock.PROCESS_CPU);

  /** Of a measurement that has just begun. */
  Thrift(OverheadBudget budget, Probe probe, LiveAnalysis analysis) {
    this.budget = budget;
    this.probe = probe;
    this.analysis = analysis;
  }

  /**
   * Looks what was spent, when it is time.
   *
   * @param elapsedNanos since the measurement began
   */
  void keep(long elapsedNanos) {
    if (blindSinceNanos != 0) {
      // A thread may have run in turns that are not told of: no standstill of the process is known.
      long now = System.nanoTime();
      analysis.accept(new Fact.Lost(blindSinceNanos, now, 0));
      blindSinceNanos = now;
    }
    if (budget.isDue(elapsedNanos)) {
      long spent = probe.statistics().nanos() + Clocks.nanos(Clock.PROCESS_CPU) - startCpuNanos;
      budget.look(elapsedNanos, spent).ifPresent(cut -> drop(cut, elapsedNanos));
    }
  }

  private void drop(OverheadBudget.Cut cut, long elapsedNanos) {
    String why =
        String.format(
            Locale.ROOT,
            "dropped after %.1f s: observing took %.2f %% of the CPU time, and may take %s %%",
            elapsedNanos / 1e9,
            cut.share() * 100,
            new BigDecimal(Double.toString(budget.allowedPercent()))
                .stripTrailingZeros()
                .toPlainString());
    analysis.accept(new Fact.Missing(cut.detail().what(), why, cut.detail().costs()));
    switch (cut.detail()) {
      case INTERRUPTS -> probe.dropInterrupts();
      case SHORT_TURNS -> {
        probe.dropTurnsBelow(SHORT_TURN_NANOS);
        blindSinceNanos = System.nanoTime();
      }
      case CAUSES -> analysis.explainNoMore();
    }
  }
}
