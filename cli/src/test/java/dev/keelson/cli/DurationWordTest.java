package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationWordTest {
  @ParameterizedTest
  @CsvSource({"250us,PT0.00025S", "500ms,PT0.5S", "10s,PT10S", "2m,PT2M", "1h,PT1H", "7,PT7S"})
  void readsWhatPeopleType(String word, Duration expected) {
    assertThat(new DurationWord().convert(word)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1s", "1.5s", "10 s", "ten", "1d", "9999999999s"})
  void refusesAnythingElseWithAnExample(String word) {
    assertThatThrownBy(() -> new DurationWord().convert(word))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("500us");
  }

  @Test
  void refusesZero() {
    assertThatThrownBy(() -> new DurationWord().convert("0s"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("measures nothing");
  }

  @Test
  void asALimitZeroIsEverything() {
    assertThat(DurationWord.limit().convert("0s")).isZero();
    assertThat(DurationWord.limit().convert("5ms")).isEqualTo(Duration.ofMillis(5));
  }
}
