package dev.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  @Test
  void roundsTakeTurnsInWhoGoesFirst() throws Exception {
    List<String> order = new ArrayList<>();
    Comparison comparison =
        new Comparison(
            "turns",
            () -> {
              order.add("ours");
              return 1.0;
            },
            () -> {
              order.add("peer");
              return 2.0;
            });

    comparison.run(0, 2);

    assertThat(order).containsExactly("ours", "peer", "peer", "ours");
  }

  @Test
  void theRatioIsTakenRoundByRound() {
    Outcome outcome = Outcome.of("drift", List.of(1.0, 10.0, 100.0), List.of(2.0, 20.0, 200.0));

    assertThat(outcome.ratio()).isEqualTo(0.5);
    assertThat(outcome.ratioLow()).isEqualTo(0.5);
    assertThat(outcome.ratioHigh()).isEqualTo(0.5);
  }
}
