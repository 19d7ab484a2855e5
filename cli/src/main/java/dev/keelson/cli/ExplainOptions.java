package dev.keelson.cli;

import dev.keelson.jvm.ObservationSettings;
import dev.keelson.latency.ExplainSettings;
import dev.keelson.latency.cause.CauseAnalysis;
import java.time.Duration;
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

  void addTo(CommandSpec command) {
    command.addOption(worst).addOption(slowerThan);
  }

  ExplainSettings settings() {
    CauseAnalysis.Settings usual = CauseAnalysis.Settings.DEFAULT;
    int most = worst.getValue();
    if (most < 0) {
      throw Failure.usage("--worst wants a number of at least 0, not " + most + ".");
    }
    Duration limit = slowerThan.getValue();
    OptionalLong above = limit == null ? OptionalLong.empty() : OptionalLong.of(limit.toNanos());
    return new ExplainSettings(
        new CauseAnalysis.Settings(
            most,
            above,
            Math.min(usual.floorNanos(), above.orElse(Long.MAX_VALUE)),
            usual.lagNanos(),
            usual.horizonNanos()),
        ObservationSettings.STANDARD);
  }
}
