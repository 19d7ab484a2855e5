package dev.keelson.latency;

import dev.keelson.jvm.HotSpotThreads;
import dev.keelson.jvm.JvmEvent;
import dev.keelson.jvm.JvmObservation;
import dev.keelson.jvm.ObservationSettings;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.cause.CauseAnalysis;
import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.cause.Window;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.recording.RecordingWriter;
import dev.keelson.latency.source.ProcFacts;
import dev.keelson.linux.SystemInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The analysis at work while the measurement runs: the turns as they are drained, and all that the
 * other sources say. Mutable, confined to one thread at a time.
 */
final class LiveAnalysis implements AutoCloseable {
  private static final long NAMING_PERIOD_NANOS = 1_000_000_000;

  // The flight recorder is up to 1.3 s late, more on a machine that is busy.
  private static final Duration LATEST = Duration.ofSeconds(3);

  private final int process;
  private final ExplainSettings settings;
  private final CauseAnalysis analysis;
  private final ProcFacts files;
  private final Optional<RecordingWriter> recording;
  private final Map<Integer, String> names = new HashMap<>();
  private final Queue<JvmEvent> events = new ConcurrentLinkedQueue<>();
  private Optional<JvmObservation> jvm = Optional.empty();
  private long nextNaming = Long.MIN_VALUE;
  private boolean explaining = true;

  /**
   * Of a measurement that has just begun.
   *
   * @param process whose threads are measured; 0 for all
   * @param recording where the facts are kept, if anywhere
   */
  LiveAnalysis(
      int process, ExplainSettings settings, Origin origin, Optional<RecordingWriter> recording) {
    this.recording = recording;
    this.process = process;
    this.settings = settings;
    this.analysis = new CauseAnalysis(settings.causes(), origin, SystemInfo.machine());
    this.files = new ProcFacts(Path.of("/proc"), process, SystemInfo.machine(), this::accept);
  }

  /**
   * Looks for a JVM in the process, now and from time to time.
   *
   * @param images where compiled programs are kept, if anywhere
   */
  void observeJvm(Optional<Path> images) {
    if (process != 0 && jvm.isEmpty()) {
      ObservationSettings how = settings.jvm();
      jvm =
          Optional.of(
              JvmObservation.open(process, images.map(how::withImages).orElse(how), events::add));
    }
  }

  /** Where the JVM keeps its threads; empty while there is no JVM, or when it does not say. */
  Optional<HotSpotThreads> javaThreads() {
    return jvm.flatMap(JvmObservation::javaThreads);
  }

  /** Takes a fact in, and records it where facts are recorded. */
  void accept(Fact fact) {
    if (fact instanceof Turn turn) {
      if (!explaining) {
        return;
      }
      if (!names.containsKey(turn.tid())) {
        name(turn.tid(), turn.pid());
      }
      files.seen(turn, System.nanoTime());
    }
    if (recording.isPresent()) {
      recording.get().write(fact);
    }
    analysis.accept(fact);
  }

  /** Takes no turns any more: what has come by now is explained, what comes later is not. */
  void explainNoMore() {
    explaining = false;
  }

  /** Asks the other sources for news, and explains what can be explained by now. */
  void settle(long nowNanos) {
    takeEvents();
    files.look(nowNanos);
    if (nowNanos >= nextNaming) {
      nextNaming = nowNanos + NAMING_PERIOD_NANOS;
      nameAll();
    }
    analysis.settle(nowNanos);
  }

  /** What each thread did in a second that is long over; {@link CauseAnalysis#window}. */
  Window window(long fromNanos, long toNanos, List<Turn> open) {
    return analysis.window(fromNanos, toNanos, open);
  }

  /** The longest intervals so far. */
  List<Interval> worst(int most) {
    return analysis.worst(most);
  }

  /** All that is left, as soon as everything has arrived; nothing can be taken in afterwards. */
  CauseReport finish() {
    nameAll();
    jvm.ifPresent(observation -> {
      boolean _ = observation.finish(LATEST);
      observation
          .missing()
          .forEach(
              missing -> accept(new Fact.Missing(missing.what(), missing.why(), missing.costs())));
      observation
          .recorderResidualP99Nanos()
          .ifPresent(nanos -> accept(new Fact.ClockFitted(nanos)));
    });
    takeEvents();
    return analysis.finish();
  }

  /** Leaves nothing behind in the JVM. Idempotent. */
  @Override
  public void close() {
    jvm.ifPresent(JvmObservation::close);
    recording.ifPresent(RecordingWriter::close);
  }

  private void takeEvents() {
    for (JvmEvent event = events.poll(); event != null; event = events.poll()) {
      accept(new Fact.Jvm(event));
    }
  }

  // Threads are named after they have started, and some change their names.
  private void nameAll() {
    if (process == 0) {
      return;
    }
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/" + process + "/task"))) {
      for (Path task : tasks) {
        int tid = Integer.parseInt(task.getFileName().toString());
        name(tid, process);
      }
    } catch (IOException ended) {
      // the names that were seen last stand
    }
  }

  private void name(int tid, int pid) {
    String name = ProcessFiles.threadName(tid);
    // One that has ended before it was asked is not asked again; only news is a fact.
    if (!name.equals(names.put(tid, name)) && !name.isEmpty()) {
      accept(new Fact.Named(tid, pid, name, ThreadRole.of(name)));
    }
  }
}
