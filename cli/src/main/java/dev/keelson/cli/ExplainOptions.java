package dev.keelson.cli;

import dev.keelson.jvm.ObservationSettings;
import dev.keelson.latency.ExplainSettings;
import dev.keelson.latency.cause.CauseAnalysis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
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
          .converters(new DurationWord())
          .description("Explain every one longer than 10ms, 500us, 1s as well.")
          .build();

  private final OptionSpec recorder =
      OptionSpec.builder("--jfr")
          .type(Duration.class)
          .paramLabel("TIME")
          .converters(new DurationWord())
          .description(
              "Let the JVM's flight recorder tell of waits from this length on (1ms);",
              "0s for all, which costs more.")
          .build();

  private final OptionSpec noRecorder =
      OptionSpec.builder("--no-jfr")
          .type(boolean.class)
          .initialValue(false)
          .description("Start no flight recording in the JVM: locks are not told from idling then.")
          .build();

  private final OptionSpec record =
      OptionSpec.builder("--record")
          .type(String.class)
          .paramLabel("FILE")
          .description("Keep all that was seen; ./keelson latency replay FILE explains it again.")
          .build();

  /** What both a measurement and a recording can be asked. */
  void addRankingTo(CommandSpec command) {
    command.addOption(worst).addOption(slowerThan);
  }

  void addTo(CommandSpec command) {
    addRankingTo(command);
    command.addOption(recorder).addOption(noRecorder).addOption(record);
  }

  ExplainSettings settings() {
    // Without a default of its own: to convert one would cost 30 ms at each start.
    Duration threshold = recorder.getValue();
    ObservationSettings watch =
        threshold == null
            ? ObservationSettings.STANDARD
            : ObservationSettings.STANDARD.withThreshold(threshold);
    String file = record.getValue();
    return new ExplainSettings(
        ranking(),
        noRecorder.<Boolean>getValue() ? watch.withoutFlightRecorder() : watch,
        Optional.ofNullable(file).map(Path::of));
  }

  CauseAnalysis.Settings ranking() {
    CauseAnalysis.Settings usual = CauseAnalysis.Settings.DEFAULT;
    int most = worst.getValue();
    if (most < 0) {
      throw Failure.usage("--worst wants a number of at least 0, not " + most + ".");
    }
    Duration limit = slowerThan.getValue();
    OptionalLong above = limit == null ? OptionalLong.empty() : OptionalLong.of(limit.toNanos());
    return new CauseAnalysis.Settings(
        most,
        above,
        Math.min(usual.floorNanos(), above.orElse(Long.MAX_VALUE)),
        usual.lagNanos(),
        usual.horizonNanos());
  }
}
