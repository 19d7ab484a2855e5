package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ShareWordTest {
  @ParameterizedTest
  @CsvSource({"1%,0.01", "0.5%,0.005", "100%,1", "2.25 %,0.0225"})
  void readsWhatPeopleType(String word, double expected) {
    assertThat(new ShareWord().convert(word)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "1", "0%", "0.0%", "101%", "-1%", "1e3%", "a%", ".5%"})
  void refusesAnythingElseWithAnExample(String word) {
    assertThatThrownBy(() -> new ShareWord().convert(word))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("0.5%");
  }
}
