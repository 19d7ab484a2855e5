package dev.keelson.jvm;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Puts the stops of a JVM without probes together from three events of the flight recorder with one
 * safepoint's number. Confined to one thread.
 */
final class RecordedStops {
  private static final int MOST_OPEN = 64;

  private record Open(long startNanos, long stoppedNanos, String operation) {}

  private final RecorderClock clock;
  private final Map<Long, Open> open = new HashMap<>();

  RecordedStops(RecorderClock clock) {
    this.clock = clock;
  }

  /** The begin: it lasts until all threads have stopped, and JDK 17 has cleaned up. */
  void begun(RecordedEvent event) {
    if (open.size() >= MOST_OPEN) {
      open.clear(); // their ends were lost
    }
    open.put(event.getLong("safepointId"), new Open(start(event), end(event), ""));
  }

  void operation(RecordedEvent event) {
    open.computeIfPresent(
        event.getLong("safepointId"),
        (id, stop) -> new Open(stop.startNanos, stop.stoppedNanos, event.getString("operation")));
  }

  /** The end, and with it the stop, when its begin was seen. */
  Optional<JvmEvent.Stop> over(RecordedEvent event) {
    return Optional.ofNullable(open.remove(event.getLong("safepointId")))
        .map(stop -> {
          long stopped = Math.max(stop.startNanos, stop.stoppedNanos);
          return new JvmEvent.Stop(
              stop.startNanos,
              stopped,
              Math.max(stopped, end(event)),
              stop.operation,
              StopProbes.collects(stop.operation));
        });
  }

  private long start(RecordedEvent event) {
    return clock.monotonicNanos(
        RecorderEvents.epochNanos(event.getStartTime()),
        RecorderEvents.epochNanos(event.getEndTime()));
  }

  private long end(RecordedEvent event) {
    long end = RecorderEvents.epochNanos(event.getEndTime());
    return clock.monotonicNanos(end, end);
  }
}
