package dev.keelson.jvm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What to watch of a JVM, and how closely.
 *
 * @param flightRecorder whether to start a recording in it
 * @param threshold what a thread did or waited for is reported from this length on; 0 for all
 * @param images where compiled programs are kept, if anywhere: {@link
 *     dev.keelson.ProgramLoader#cache}
 */
public record ObservationSettings(
    boolean flightRecorder, Duration threshold, Optional<Path> images) {
  /** As {@code latency} uses them: everything from 1 ms on. */
  public static final ObservationSettings STANDARD =
      new ObservationSettings(true, Duration.ofMillis(1), Optional.empty());

  public ObservationSettings {
    Objects.requireNonNull(images, "images");
    if (threshold.isNegative()) {
      throw new IllegalArgumentException(
          "a threshold of " + threshold + ": expected zero or a positive duration");
    }
  }

  /** With another threshold. */
  public ObservationSettings withThreshold(Duration other) {
    return new ObservationSettings(flightRecorder, other, images);
  }

  /** With compiled programs kept in a folder. */
  public ObservationSettings withImages(Path folder) {
    return new ObservationSettings(flightRecorder, threshold, Optional.of(folder));
  }

  /** Without a recording: what the probes and structures tell. */
  public ObservationSettings withoutFlightRecorder() {
    return new ObservationSettings(false, threshold, images);
  }
}
