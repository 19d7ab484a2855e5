package dev.keelson.latency;

import dev.keelson.jvm.ObservationSettings;
import dev.keelson.latency.cause.CauseAnalysis;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is explained, how closely the JVM is watched for it, and where all that was seen is kept.
 *
 * @param causes what is ranked
 * @param jvm what is watched of the JVM
 * @param recording the file for the facts, if any
 * @param maxOverhead the share of the machine's CPU time that observing may take, 0 to 1; detail is
 *     dropped to keep it. Empty for any
 */
public record ExplainSettings(
    CauseAnalysis.Settings causes,
    ObservationSettings jvm,
    Optional<Path> recording,
    OptionalDouble maxOverhead) {
  /** As {@code keelson latency} does it without being told otherwise. */
  public static final ExplainSettings DEFAULT =
      new ExplainSettings(
          CauseAnalysis.Settings.DEFAULT,
          ObservationSettings.STANDARD,
          Optional.empty(),
          OptionalDouble.empty());
}
