package dev.keelson.cli;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A duration as people type it: {@code 500us}, {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h};
 * {@code 10} is seconds.
 */
final class DurationWord implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(us|ms|s|m|h)?");

  private final boolean mayBeZero;

  /** For how long something goes on: not for no time at all. */
  DurationWord() {
    this(false);
  }

  private DurationWord(boolean mayBeZero) {
    this.mayBeZero = mayBeZero;
  }

  /** From which length on something counts: 0 is everything. */
  static DurationWord limit() {
    return new DurationWord(true);
  }

  @Override
  public Duration convert(String word) {
    Matcher form = FORM.matcher(word);
    if (!form.matches()) {
      throw new TypeConversionException(
          "'" + word + "' is no duration; write for example 500us, 5ms, 10s, 2m or 1h");
    }
    long number = Long.parseLong(form.group(1));
    if (number == 0 && !mayBeZero) {
      throw new TypeConversionException("a duration of 0 measures nothing");
    }
    // No case null: a switch that has one is linked anew at each start.
    return switch (Objects.requireNonNullElse(form.group(2), "s")) {
      case "us" -> Duration.ofNanos(number * 1_000);
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofSeconds(number);
    };
  }
}
