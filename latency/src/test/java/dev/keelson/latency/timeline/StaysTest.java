package dev.keelson.latency.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.fact.Turn.Occupant;
import dev.keelson.latency.timeline.Stays.Stay;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaysTest {
  private static final long MILLI = 1_000_000;
  private final Observed observed = new Observed();

  @Test
  void aThreadHadTheCpuThatTheTurnBeforeItGot() {
    observed.add(turn(3, 100, 10));
    observed.add(turn(5, 200, 60)); // ran from 100 to 140, on CPU 3

    assertThat(all(3)).containsExactly(new Stay(1, 100 * MILLI, 140 * MILLI));
    assertThat(all(5)).isEmpty();
  }

  @Test
  void turnsThatComeLateGiveTheSameStays() {
    observed.add(turn(5, 200, 60));
    observed.add(turn(3, 100, 10));

    assertThat(all(3)).containsExactly(new Stay(1, 100 * MILLI, 140 * MILLI));
  }

  @Test
  void afterALostTurnNobodyKnowsTheCpu() {
    observed.add(turn(3, 100, 10));
    observed.add(turn(5, 900, 60)); // says that it ran from 800 on

    assertThat(all(3)).isEmpty();
  }

  @Test
  void onlyStaysThatEndedInTheTimeAreGivenInOrder() {
    observed.add(turn(3, 100, 10));
    observed.add(turn(3, 200, 60)); // ran from 100 to 140
    observed.add(turn(3, 300, 60)); // ran from 200 to 240
    observed.add(turn(3, 400, 60)); // ran from 300 to 340

    assertThat(observed.stays().endingIn(3, 140 * MILLI, 340 * MILLI))
        .extracting(Stay::toNanos)
        .containsExactly(240 * MILLI, 340 * MILLI);
  }

  @Test
  void ofACrowdTheLongestStandsForAll() {
    Stays stays = new Stays();
    for (int i = 0; i < 65; i++) {
      stays.add(2, 100 + i, i * MILLI, i * MILLI + (i == 40 ? MILLI : MILLI / 2));
    }
    assertThat(stays.endingIn(2, 0, 64 * MILLI)).hasSize(64);
    assertThat(stays.endingIn(2, 0, 65 * MILLI)).containsExactly(new Stay(140, 0, 65 * MILLI));
  }

  @Test
  void whatIsForgottenIsGone() {
    observed.add(turn(3, 100, 10));
    observed.add(turn(3, 200, 60));
    observed.forgetBefore(190 * MILLI);

    assertThat(all(3)).isEmpty();
  }

  private List<Stay> all(int cpu) {
    return observed.stays().endingIn(cpu, 0, 1_000 * MILLI);
  }

  /** One that ran since the end of the turn a hundred before, then waited; milliseconds. */
  private static Turn turn(int cpu, long end, long wait) {
    return new Turn(
        1,
        1,
        cpu,
        Turn.Kind.PREEMPTED,
        end * MILLI,
        wait * MILLI,
        -1,
        (100 - wait) * MILLI,
        0,
        0,
        0,
        0,
        Blocked.NOT,
        Occupant.NONE,
        "");
  }
}
