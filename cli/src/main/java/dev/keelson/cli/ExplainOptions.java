package dev.keelson.cli;

import dev.keelson.jvm.ObservationSettings;
import dev.keelson.latency.ExplainSettings;
import dev.keelson.latency.cause.CauseAnalysis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Which waits are explained. */
final class ExplainOptions {
  private final OptionSpec worst =
      OptionSpec.builder("--worst")
          .type(int.class)
          .paramLabel("N")
          .defaultValue("1000")
          .description("Explain the N longest waits and pauses (${DEFAULT-VALUE}).")
          .build();

  private final OptionSpec slowerThan =
      OptionSpec.builder("--slower-than")
          .type(Duration.class)
          .paramLabel("TIME")
          .converters(DurationWord.limit())
          .description("Explain every one longer than 10ms, 500us, 1s as well.")
          .build();

  private final OptionSpec explainOver =
      OptionSpec.builder("--explain-over")
          .type(Duration.class)
          .paramLabel("TIME")
          .converters(DurationWord.limit())
          .description("The same, and list each of them with its causes after the tables.")
          .build();

  private final OptionSpec recorder =
      OptionSpec.builder("--jfr")
          .type(Duration.class)
          .paramLabel("TIME")
          .converters(DurationWord.limit())
          .defaultValue("1ms")
          .description(
              "Let the JVM's flight recorder tell of waits from this length on (${DEFAULT-VALUE});"
                  + " 0s for all, which costs more.")
          .build();

  private final OptionSpec noRecorder =
      OptionSpec.builder("--no-jfr")
          .type(boolean.class)
          .initialValue(false)
          .description("Start no flight recording in the JVM: locks are not told from idling then.")
          .build();

  private final OptionSpec maxOverhead =
      OptionSpec.builder("--max-overhead")
          .type(Double.class)
          .paramLabel("SHARE")
          .converters(new ShareWord())
          .description(
              "Let observing take at most 1%, 0.5% of the machine's CPU time: detail is",
              "dropped to keep it, and the report says which.")
          .build();

  private final OptionSpec record =
      OptionSpec.builder("--record")
          .type(String.class)
          .paramLabel("FILE")
          .description("Keep all that was seen; ./keelson latency replay FILE explains it again.")
          .build();

  /** What both a measurement and a recording can be asked. */
  void addRankingTo(CommandSpec command) {
    command.addOption(worst).addOption(slowerThan).addOption(explainOver);
  }

  void addTo(CommandSpec command) {
    addRankingTo(command);
    command.addOption(recorder).addOption(noRecorder).addOption(maxOverhead).addOption(record);
  }

  ExplainSettings settings() {
    // Without a default of its own: to convert one would cost 30 ms at each start.
    Duration threshold = recorder.getValue();
    ObservationSettings watch =
        threshold == null
            ? ObservationSettings.STANDARD
            : ObservationSettings.STANDARD.withThreshold(threshold);
    String file = record.getValue();
    Double share = maxOverhead.getValue();
    return new ExplainSettings(
        ranking(),
        noRecorder.<Boolean>getValue() ? watch.withoutFlightRecorder() : watch,
        Optional.ofNullable(file).map(Path::of),
        share == null ? OptionalDouble.empty() : OptionalDouble.of(share));
  }

  CauseAnalysis.Settings ranking() {
    CauseAnalysis.Settings usual = CauseAnalysis.Settings.DEFAULT;
    int most = worst.getValue();
    if (most < 0) {
      throw Failure.usage("--worst wants a number of at least 0, not " + most + ".");
    }
    OptionalLong above =
        Stream.of(nanos(slowerThan), nanos(explainOver)).flatMapToLong(OptionalLong::stream).min();
    return new CauseAnalysis.Settings(
        most,
        above,
        Math.min(usual.floorNanos(), above.orElse(Long.MAX_VALUE)),
        usual.lagNanos(),
        usual.horizonNanos());
  }

  /** Above which length every interval is listed; empty when none is. */
  OptionalLong listOverNanos() {
    return nanos(explainOver);
  }

  private static OptionalLong nanos(OptionSpec option) {
    Duration limit = option.getValue();
    return limit == null ? OptionalLong.empty() : OptionalLong.of(limit.toNanos());
  }
}
