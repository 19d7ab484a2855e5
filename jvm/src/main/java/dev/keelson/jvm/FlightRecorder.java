package dev.keelson.jvm;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;

/**
 * The flight recorder of another JVM as a channel: a recording of ours there, its files read here
 * while they are written, its events on our clock. It reports about a second late.
 */
final class FlightRecorder implements AutoCloseable {
  private final FlightRecording recording;
  private final EventStream stream;
  private final RecorderClock clock;
  private final Set<Path> known = new HashSet<>();

  private volatile long completeUntilNanos;

  /**
   * Starts the recording and reads it, in a thread of its own.
   *
   * @param clock to be tied to ours
   * @param stops whether the stops must come from here, for want of probes
   * @throws IOException when the JVM does not record, with the reason
   */
  FlightRecorder(
      JvmProcess jvm,
      RecorderClock clock,
      ThreadNumbers threads,
      ObservationSettings settings,
      boolean stops,
      Consumer<? super JvmEvent> events)
      throws IOException {
    this.clock = clock;
    Instant begun = Instant.now();
    recording =
        FlightRecording.start(
            jvm, RecordingPlan.file(settings.threshold(), FlightRecording.FLUSH, stops));
    try {
      stream = EventStream.openRepository(recording.repository());
    } catch (Throwable e) {
      recording.close();
      throw e;
    }
    stream.setStartTime(begun);
    stream.setReuse(true);
    stream.onMetadata(event -> readHeaders());
    RecorderEvents made = new RecorderEvents(clock, threads);
    RecordingPlan.KINDS.forEach(
        (name, kind) -> on(name, event -> events.accept(made.activity(kind, event))));
    RecordedStops recorded = new RecordedStops(clock);
    on(
        RecordingPlan.SAFEPOINT_BEGIN,
        event -> {
          clock.stopRecorded(
              RecorderEvents.epochNanos(event.getStartTime()),
              RecorderEvents.epochNanos(event.getEndTime()));
          if (stops) {
            recorded.begun(event);
          }
        });
    if (stops) {
      on(RecordingPlan.OPERATION, recorded::operation);
      on(RecordingPlan.SAFEPOINT_END, event -> recorded.over(event).ifPresent(events));
    }
    on(
        RecordingPlan.HEARTBEAT,
        event -> {
          long at = RecorderEvents.epochNanos(event.getStartTime());
          completeUntilNanos = clock.monotonicNanos(at, at);
        });
    stream.startAsync();
  }

  private void on(String name, Consumer<RecordedEvent> handler) {
    stream.onEvent(
        name,
        event -> {
          if (!clock.isSet()) {
            readHeaders();
          }
          if (clock.isSet()) {
            handler.accept(event);
          }
        });
  }

  /** A new file has been begun: its header is read before its events are. */
  private void readHeaders() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(recording.repository(), "*.jfr")) {
      for (Path file : files) {
        if (!known.contains(file)) {
          ChunkHeader.read(file)
              .ifPresent(header -> {
                clock.file(header, realtimeLessMonotonic());
                known.add(file);
              });
        }
      }
    } catch (IOException | DirectoryIteratorException ended) {
      // the JVM has deleted the folder at its end; what was read from it stays
    }
  }

  /** The closest of some readings of both clocks. */
  private static long realtimeLessMonotonic() {
    long closest = Long.MAX_VALUE;
    long difference = 0;
    for (int i = 0; i < 16; i++) {
      long before = System.nanoTime();
      Instant now = Instant.now();
      long after = System.nanoTime();
      if (after - before < closest) {
        closest = after - before;
        difference = RecorderEvents.epochNanos(now) - (before + (after - before) / 2);
      }
    }
    return difference;
  }

  /** What ended before this moment has been handed over; CLOCK_MONOTONIC, 0 at first. */
  long completeUntilNanos() {
    return completeUntilNanos;
  }

  /** Stops the recording; what has been recorded and not been read is lost. Idempotent. */
  @Override
  public void close() {
    recording.close();
    stream.close();
  }
}
