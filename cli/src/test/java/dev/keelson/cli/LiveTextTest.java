package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.LiveView;
import dev.keelson.latency.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveTextTest {
  @ParameterizedTest
  @CsvSource({
    "0,0 ns",
    "999,999 ns",
    "1000,1.00 us",
    "12345,12.3 us",
    "999499,999 us",
    "4210000,4.21 ms",
    "2500000000,2.50 s"
  })
  void timesHaveThreeDigitsAndTheirUnit(long nanos, String text) {
    assertThat(LiveText.time(nanos)).isEqualTo(text);
  }

  @Test
  void lossIsShownOnlyWhenThereIsSome() {
    assertThat(LiveText.of("cpu", view(0))).endsWith("3 threads");
    assertThat(LiveText.of("cpu", view(1_234))).endsWith("1,234 LOST");
  }

  private static LiveView view(long lost) {
    Summary wait = new Summary(7, 700, 1, 100, 100, 100, 100, 200, 100, 0);
    return new LiveView(1_500_000_000L, 3, wait, Summary.NONE, 7, lost);
  }
}
