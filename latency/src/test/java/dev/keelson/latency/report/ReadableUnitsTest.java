package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadableUnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 ns",
    "999, 999 ns",
    "1000, 1.00 us",
    "12345, 12.3 us",
    "123456, 123 us",
    "999600, 1.00 ms",
    "1500000000, 1.50 s",
    "90000000000, 90.0 s",
    "4000000000000, '4,000 s'"
  })
  void aTimeHasThreeDigitsAndTheUnitThatFits(double nanos, String text) {
    assertThat(ReadableUnits.time(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00 ns^2",
    "4113620000, '4,114 us^2'",
    "2500000, 2.50 us^2",
    "4e12, 4.00 ms^2",
    "1e18, 1.00 s^2"
  })
  void aVarianceStepsByAMillion(double nanos2, String text) {
    assertThat(ReadableUnits.variance(nanos2)).isEqualTo(text);
  }
}
