package dev.keelson.latency.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Fact;
import org.junit.jupiter.api.Test;

class StealTimeTest {
  @Test
  void whatWasStolenBetweenTwoLooksIsToldForEachCpu() {
    StealTime steal = new StealTime();
    String before =
        "cpu  1 2 3 4 5 6 7 30 0 0\ncpu0 1 2 3 4 5 6 7 10 0 0\ncpu1 1 2 3 4 5 6 7 20 0 0\nintr 5\n";
    String after =
        "cpu  1 2 3 4 5 6 7 37 0 0\ncpu0 1 2 3 4 5 6 7 17 0 0\ncpu1 1 2 3 4 5 6 7 20 0 0\nintr 6\n";

    assertThat(steal.since(before, 1000)).isEmpty();
    assertThat(steal.since(after, 2000))
        .containsExactly(new Fact.Stolen(0, 1000, 2000, 70_000_000));
    assertThat(steal.since(after, 3000)).isEmpty();
  }

  @Test
  void aKernelThatCountsNoStealHasNone() {
    assertThat(new StealTime().since("cpu0 1 2 3 4\n", 1)).isEmpty();
  }
}
