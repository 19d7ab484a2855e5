package dev.keelson.latency;

import dev.keelson.jvm.ObservationSettings;
import dev.keelson.latency.cause.CauseAnalysis;

/**
 * What is explained, and how closely the JVM is watched for it.
 *
 * @param causes what is ranked
 * @param jvm what is watched of the JVM
 */
public record ExplainSettings(CauseAnalysis.Settings causes, ObservationSettings jvm) {
  /** As {@code keelson latency} does it without being told otherwise. */
  public static final ExplainSettings DEFAULT =
      new ExplainSettings(CauseAnalysis.Settings.DEFAULT, ObservationSettings.STANDARD);
}
