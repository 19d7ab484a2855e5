package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenStateTest {
  @Test
  void pIsOnAndOff() {
    assertThat(ScreenState.START.after('p').paused()).isTrue();
    assertThat(ScreenState.START.after('p').after('p')).isEqualTo(ScreenState.START);
  }

  @Test
  void tGoesToAndFro() {
    assertThat(ScreenState.START.after('t').view()).isEqualTo(ScreenState.View.CAUSES);
    assertThat(ScreenState.START.after('t').after('t')).isEqualTo(ScreenState.START);
  }

  @Test
  void sTakesEachColumnInTurn() {
    ScreenState state = ScreenState.START;
    for (ScreenState.Sort sort : ScreenState.Sort.values()) {
      assertThat(state.sort()).isEqualTo(sort);
      state = state.after('s');
    }
    assertThat(state).isEqualTo(ScreenState.START);
  }

  @Test
  void amongCausesSSortsByTheWholeRun() {
    ScreenState causes = ScreenState.START.after('t').after('s');
    assertThat(causes.byRun()).isTrue();
    assertThat(causes.sort()).isEqualTo(ScreenState.START.sort());
  }

  @ParameterizedTest
  @ValueSource(ints = {'p', 't', '?', 'x', ' '})
  void anyKeyLeavesTheHelp(int key) {
    assertThat(ScreenState.START.after('?').help()).isTrue();
    assertThat(ScreenState.START.after('?').after(key)).isEqualTo(ScreenState.START);
  }

  @Test
  void aKeyThatMeansNothingChangesNothing() {
    assertThat(ScreenState.START.after('z')).isEqualTo(ScreenState.START);
  }
}
