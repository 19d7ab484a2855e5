package dev.keelson.latency;

import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.cause.ThreadTime;
import dev.keelson.latency.cause.Window;
import java.util.List;

/**
 * Why a running measurement is slow, second by second. It is some seconds behind: an explanation
 * waits for the flight recorder.
 *
 * @param origin one moment on both clocks
 * @param last the last second that is explained
 * @param runNanos how much has been explained since the measurement began, {@code last} included
 * @param run what the threads did in all that time, in no order
 * @param worst the longest waits and pauses so far, the longest first, at most {@link #MOST_WORST}
 */
public record LiveCauses(
    Origin origin, Window last, long runNanos, List<ThreadTime> run, List<Interval> worst) {
  /** How many of the worst there are at most. */
  public static final int MOST_WORST = 100;

  public LiveCauses {
    run = List.copyOf(run);
    worst = List.copyOf(worst);
  }
}
