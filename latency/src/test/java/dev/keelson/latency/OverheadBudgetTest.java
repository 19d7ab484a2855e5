package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.OverheadBudget.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverheadBudgetTest {
  private static final long SECOND = 1_000_000_000;

  private final OverheadBudget budget = new OverheadBudget(0.01, 2);
  private long now = 77 * SECOND;
  private long spent;

  /** A second in which observing took so much of the two CPUs. */
  private Optional<Cut> second(double share) {
    now += SECOND;
    spent += (long) (share * 2 * SECOND);
    assertThat(budget.isDue(now)).isTrue();
    return budget.look(now, spent);
  }

  @Test
  void whatFitsTheBudgetDropsNothing() {
    for (int i = 0; i < 20; i++) {
      assertThat(second(i == 0 ? 0.4 : 0.0099)).isEmpty();
    }
  }

  @Test
  void theSecondInWhichTheMeasurementStartsIsNotJudged() {
    assertThat(second(0.5)).isEmpty();
    assertThat(second(0.5)).isEmpty();
    assertThat(second(0.02).orElseThrow().detail()).isEqualTo(Detail.INTERRUPTS);
  }

  @Test
  void oneThingIsDroppedAtATimeAndNothingTwice() {
    List<Detail> dropped = new ArrayList<>();
    int atOnce = 0;
    boolean before = false;
    for (int i = 0; i < 30; i++) {
      Optional<Cut> cut = second(0.05);
      cut.ifPresent(one -> dropped.add(one.detail()));
      atOnce += cut.isPresent() && before ? 1 : 0;
      before = cut.isPresent();
    }
    assertThat(dropped).containsExactly(Detail.INTERRUPTS, Detail.SHORT_TURNS, Detail.CAUSES);
    assertThat(atOnce).isZero();
  }

  @Test
  void itSaysHowMuchWasTaken() {
    assertThat(second(0)).isEmpty();
    assertThat(second(0)).isEmpty();
    assertThat(second(0.03).orElseThrow().share()).isBetween(0.0299, 0.0301);
  }

  @Test
  void itIsNotDueWithinASecond() {
    assertThat(second(0)).isEmpty();
    assertThat(budget.isDue(now + SECOND - 1)).isFalse();
  }
}
