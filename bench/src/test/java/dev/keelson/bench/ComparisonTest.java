package dev.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  @Test
  void roundsTakeTurnsInWhoGoesFirst() throws Exception {
    List<String> order = new ArrayList<>();
    Comparison<Double> comparison =
        new Comparison<>(
            () -> {
              order.add("ours");
              return 1.0;
            },
            () -> {
              order.add("peer");
              return 2.0;
            });

    Rounds<Double> rounds = comparison.run(0, 2);

    assertThat(order).containsExactly("ours", "peer", "peer", "ours");
    assertThat(rounds).isEqualTo(new Rounds<>(List.of(1.0, 1.0), List.of(2.0, 2.0)));
  }

  @Test
  void warmupRoundsDoNotCount() throws Exception {
    List<Integer> calls = new ArrayList<>();
    Rounds<Integer> rounds =
        new Comparison<>(
                () -> {
                  calls.add(calls.size());
                  return calls.size();
                },
                () -> 0)
            .run(3, 2);

    assertThat(calls).hasSize(5);
    assertThat(rounds.ours()).containsExactly(4, 5);
  }

  @Test
  void theRatioIsTakenRoundByRound() {
    Outcome outcome =
        Outcome.of("drift", "ns", 1.0, List.of(1.0, 10.0, 100.0), List.of(2.0, 20.0, 200.0));

    assertThat(outcome.ratio()).isEqualTo(0.5);
    assertThat(outcome.ratioLow()).isEqualTo(0.5);
    assertThat(outcome.ratioHigh()).isEqualTo(0.5);
  }

  @Test
  void theRowSaysWhetherTheGoalIsReached() {
    assertThat(row(1.0, 1.004)).endsWith("| 1 | 1.0x: reached |");
    assertThat(row(1.0, 1.01)).endsWith("| 1 | 1.0x: **missed** |");
    assertThat(row(Outcome.NO_GOAL, 7.0)).endsWith("| 1 | - |");
  }

  @Test
  void theRowHasAsManyCellsAsTheHeader() {
    long bars = row(1.0, 0.5).chars().filter(c -> c == '|').count();

    assertThat(Outcome.header())
        .allSatisfy(line -> assertThat(line.chars().filter(c -> c == '|').count()).isEqualTo(bars));
  }

  private static String row(double goal, double ratio) {
    return Outcome.of("any", "ns", goal, List.of(ratio), List.of(1.0)).row();
  }
}
