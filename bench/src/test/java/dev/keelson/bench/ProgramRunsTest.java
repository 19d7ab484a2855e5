package dev.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ProgramRunsTest {
  private static final ProgramRuns BEFORE =
      ProgramRuns.parse("woken 10 1000 52 62,switched 20 8000 310 358");
  private static final ProgramRuns AFTER =
      ProgramRuns.parse("woken 30 5000 52 62,switched 30 15000 310 358");

  @Test
  void aRoundIsWhatWasAdded() {
    assertThat(AFTER.since(BEFORE))
        .isEqualTo(ProgramRuns.parse("woken 20 4000 52 62,switched 10 7000 310 358"));
  }

  @Test
  void anAverageIsOverRunsAndNotOverPrograms() {
    ProgramRuns added = AFTER.since(BEFORE);

    assertThat(added.nanosPerRun("woken")).isEqualTo(200);
    assertThat(added.nanosPerRun("switched")).isEqualTo(700);
    assertThat(added.nanosPerRun()).isCloseTo(11_000 / 30.0, within(1e-9));
  }

  @Test
  void programsThatDidNotRunHaveNoAverage() {
    assertThatThrownBy(() -> BEFORE.since(BEFORE).nanosPerRun("woken"))
        .hasMessage("woken did not run: there is no load to measure");
  }
}
