package dev.keelson.latency;

import dev.keelson.bpf.RunStatistics;
import dev.keelson.jvm.JvmIdentity;
import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.recording.RecordingHeader;
import dev.keelson.latency.recording.RecordingWriter;
import dev.keelson.linux.Clock;
import dev.keelson.linux.Clocks;
import dev.keelson.linux.SystemInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A running measurement: kernel-side programs loaded and attached, their records drained by a
 * thread of its own. Safe for use by several threads.
 *
 * <pre>
 *   try (LatencySession session = LatencySession.start(new Target.RunningProcess(4711), "pid 4711")) {
 *     while (!session.awaitEnd(Duration.ofMillis(500))) {
 *       show(session.live());
 *     }
 *     LatencyReport report = session.stop();
 *   }
 * </pre>
 */
public final class LatencySession implements AutoCloseable {
  private final Target target;
  private final String workload;
  private final LiveTarget live;
  private final Probe probe;
  private final Carriers carriers;
  private final Measurement measurement = new Measurement(ProcessFiles::threadName);
  private final LiveAnalysis analysis;
  private final Optional<Path> images;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread drainer = new Thread(this::drainUntilStopped, "keelson-drain");
  private final Origin origin;
  private final Optional<RecordingWriter> recording;
  private final Optional<Thrift> thrift;
  private final long startCpuNanos;
  private final List<String> commandLine;
  private final ExplainSettings explaining;

  // When the target ended or was left, 0 before. Not guarded by the measurement: who holds that
  // lock
  // and waits for a CPU keeps the ring from being drained.
  private final AtomicLong endNanos = new AtomicLong();

  private volatile boolean arrived;

  // All guarded by the measurement, as the measurement itself.
  private Optional<String> jvm = Optional.empty();
  private long nextJvmLook;
  private Optional<Seconds> seconds = Optional.empty();
  private RuntimeException drainFailure;
  private LatencyReport report;

  private LatencySession(
      Target target,
      String workload,
      LiveTarget live,
      Optional<Path> images,
      ExplainSettings settings) {
    this.target = target;
    this.workload = workload;
    this.live = live;
    this.explaining = settings;
    this.commandLine =
        switch (target) {
          case Target.RunningProcess process -> ProcessFiles.commandLine(process.pid());
          case Target.Command(List<String> command) -> command;
          case Target.All all -> List.of();
        };
    this.images = images;
    this.probe = new Probe(live.process(), images);
    this.carriers = new Carriers(probe);
    try {
      // From here on everything is seen: what comes before is no part of the measurement.
      this.origin = Origin.now();
      startCpuNanos = Clocks.nanos(Clock.PROCESS_CPU);
      this.recording = settings.recording().map(this::record);
      this.analysis = new LiveAnalysis(live.process(), settings, origin, recording);
      this.thrift =
          settings.maxOverhead().isPresent()
              ? Optional.of(
                  new Thrift(
                      new OverheadBudget(settings.maxOverhead().getAsDouble(), onlineCpus()),
                      probe,
                      analysis))
              : Optional.empty();
    } catch (RuntimeException e) {
      closeAfter(probe, e);
      throw e;
    }
    drainer.setDaemon(true);
  }

  /**
   * Loads and attaches the programs and starts to measure. A command is started, held before its
   * first instruction until the programs are attached, and uses this process's standard streams.
   *
   * @param workload what reports call it
   * @throws TargetException when there is no such process or command, or it goes by another number
   *     here than in the kernel's events
   * @throws dev.keelson.linux.SyscallException when the kernel refuses, with the remedy
   */
  public static LatencySession start(Target target, String workload) {
    return start(target, workload, Optional.empty(), ExplainSettings.DEFAULT);
  }

  /**
   * As {@link #start(Target, String)}, with programs that are compiled once.
   *
   * @param images the folder to keep them in, {@link dev.keelson.ProgramLoader#cache}; empty for
   *     none
   * @param settings what is explained
   */
  public static LatencySession start(
      Target target, String workload, Optional<Path> images, ExplainSettings settings) {
    if (!ProcessNumbers.areTheKernels(Path.of("/proc"))) {
      throw new TargetException(
          "This is a pid namespace of its own, as in a container: processes have other numbers here"
              + " than in the kernel's events. "
              + ProcessNumbers.REMEDY,
          1);
    }
    LiveTarget live = LiveTarget.open(target);
    try {
      LatencySession session = new LatencySession(target, workload, live, images, settings);
      session.drainer.start();
      live.begin();
      return session;
    } catch (Throwable e) {
      closeAfter(live, e);
      throw e;
    }
  }

  /**
   * Waits until the target ends, at most so long.
   *
   * @return whether it has ended; never for {@link Target.All}
   */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    if (live.awaitEnd(limit)) {
      end();
    }
    return endNanos.get() != 0;
  }

  /** The process measured; 0 for all. */
  int process() {
    return live.process();
  }

  /** Whether the programs were compiled for it or kept, for people to read. */
  public String imageOrigin() {
    return probe.imageOrigin();
  }

  /** Whether a record has arrived; does not wait for the one that reads them. */
  public boolean hasRecords() {
    return arrived;
  }

  /** What has been measured so far. */
  public LiveView live() {
    synchronized (measurement) {
      failIfDrainFailed();
      long lost = report == null ? probe.lost() : report.observer().lost();
      return measurement.live(elapsedNanos(), lost);
    }
  }

  /** From now on every second is explained as a whole, which costs more: {@link #liveCauses}. */
  public void explainSeconds() {
    synchronized (measurement) {
      if (seconds.isEmpty()) {
        seconds = Optional.of(new Seconds(origin, explaining.causes().lagNanos()));
      }
    }
  }

  /** The seconds explained so far; empty before the first, and if none was asked for. */
  public Optional<LiveCauses> liveCauses() {
    synchronized (measurement) {
      failIfDrainFailed();
      return seconds.flatMap(known -> known.view(analysis.worst(LiveCauses.MOST_WORST)));
    }
  }

  /**
   * Detaches the programs and gives the report; a second call gives the same report. A command that
   * still runs is ended by {@link #close()}, not here.
   */
  public LatencyReport stop() {
    synchronized (measurement) {
      failIfDrainFailed();
      if (report != null) {
        return report;
      }
    }
    end();
    // Without the lock: the kernel takes its time to detach on a busy machine, and until then the
    // ring must be drained.
    probe.detach();
    synchronized (measurement) {
      failIfDrainFailed();
      if (report == null) {
        report = finish();
      }
      return report;
    }
  }

  /** Why the recording is not complete, as a sentence; empty when it is, or there is none. */
  public Optional<String> recordingFailure() {
    return recording.flatMap(RecordingWriter::failure);
  }

  /** The exit status of a command that has ended: 128 + n when signal n ended it. */
  public OptionalInt exitStatus() {
    return live.exitStatus();
  }

  /**
   * Detaches, ends a command that still runs (SIGTERM, and SIGKILL two seconds later), frees
   * everything. Idempotent.
   */
  @Override
  public void close() {
    stopping.countDown();
    try {
      drainer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (live) {
      synchronized (measurement) {
        analysis.close();
        probe.close();
      }
    }
  }

  private void drainUntilStopped() {
    try {
      DrainPace pace = new DrainPace();
      boolean seesTurns = false;
      boolean seesKernelWork = false;
      while (!stopping.await(pace.nanos(), TimeUnit.NANOSECONDS)) {
        // Behind the first turns: somebody waits for them.
        if (seesTurns && !seesKernelWork) {
          seesKernelWork = true;
          seeKernelWork();
        }
        synchronized (measurement) {
          if (report != null) {
            return;
          }
          int drained = probe.drain(this::take);
          pace.drained(drained);
          seesTurns |= drained > 0;
          // Behind the first event: who waits for that one need not wait for the JVM's channels.
          if (seesTurns) {
            analysis.observeJvm(images);
          }
          analysis.settle(System.nanoTime());
          explainSecond(System.nanoTime());
          lookForJvm();
          analysis.javaThreads().ifPresent(threads -> carriers.look(threads, System.nanoTime()));
          thrift.ifPresent(kept -> kept.keep(elapsedNanos()));
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    } catch (RuntimeException e) {
      synchronized (measurement) {
        drainFailure = e;
      }
    }
  }

  private void seeKernelWork() {
    try {
      probe.seeKernelWork();
    } catch (RuntimeException e) {
      synchronized (measurement) {
        analysis.accept(
            new Fact.Missing(
                "the kernel's own work",
                e.getMessage(),
                "time in interrupts and reclaim, who woke whom, when throttling ends"));
      }
    }
  }

  private void explainSecond(long nowNanos) {
    if (seconds.isEmpty() || !seconds.get().isDue(nowNanos)) {
      return;
    }
    List<Turn> open = new ArrayList<>();
    probe.cut(
        fact -> {
          if (fact instanceof Turn turn) {
            open.add(turn);
          }
        },
        nowNanos);
    Seconds known = seconds.get();
    known.add(analysis.window(known.nextFromNanos(), known.nextToNanos(), open));
  }

  private void take(Fact fact) {
    arrived = true;
    switch (fact) {
      case Turn turn -> measurement.add(turn);
      case Fact.Named named -> measurement.named(named.tid(), named.name());
      case Fact.Lost _ -> {} // counted by the probe
      default -> throw new AssertionError("no ring has a " + fact);
    }
    analysis.accept(fact);
  }

  private static int onlineCpus() {
    return SystemInfo.onlineCpus().cardinality();
  }

  // A command becomes a JVM some time after its start: look often at first, then ever less often.
  private void lookForJvm() {
    long elapsed = System.nanoTime() - origin.nanos();
    if (jvm.isEmpty() && live.process() != 0 && elapsed >= nextJvmLook) {
      jvm = JvmIdentity.of(live.process());
      nextJvmLook = elapsed + elapsed / 2;
    }
  }

  /** Of programs that are detached. */
  private LatencyReport finish() {
    int _ = probe.drain(this::take);
    probe.cut(this::take, endNanos.get());
    measurement.refreshNames();
    lookForJvm();
    RunStatistics runs = probe.statistics();
    long duration = endNanos.get() - origin.nanos();
    ObserverCost cost =
        new ObserverCost(
            probe.counted(),
            runs.runs(),
            measurement.turns(),
            probe.lost(),
            probe.unmatched(),
            runs.nanos(),
            Clocks.nanos(Clock.PROCESS_CPU) - startCpuNanos,
            (System.nanoTime() - origin.nanos()) * onlineCpus());
    int process = live.process();
    return new LatencyReport(
        new LatencyReport.Subject(
            target.kind(),
            process == 0 ? OptionalInt.empty() : OptionalInt.of(process),
            commandLine),
        SystemInfo.kernel().release(),
        jvm,
        duration,
        List.of(measurement.report(workload, origin.epochMillis(), duration)),
        cost,
        Optional.of(explained()));
  }

  private CauseReport explained() {
    CauseReport causes = analysis.finish();
    recording.ifPresent(writer -> {
      writer.update(header());
      writer.finish(endNanos.get());
    });
    return causes;
  }

  private RecordingWriter record(Path file) {
    try {
      return RecordingWriter.create(file, header());
    } catch (IOException e) {
      throw new TargetException("The recording %s cannot be made: %s".formatted(file, e), 1);
    }
  }

  private RecordingHeader header() {
    return new RecordingHeader(
        version(),
        SystemInfo.kernel().release(),
        SystemInfo.machine(),
        onlineCpus(),
        jvm.orElse(""),
        target.kind(),
        commandLine,
        live.process(),
        live.process(),
        origin.epochMillis(),
        origin.nanos());
  }

  private static String version() {
    return LatencySession.class.getModule().getDescriptor().rawVersion().orElse("");
  }

  private long elapsedNanos() {
    long end = endNanos.get();
    return (end == 0 ? System.nanoTime() : end) - origin.nanos();
  }

  private void end() {
    boolean _ = endNanos.compareAndSet(0, System.nanoTime());
  }

  private void failIfDrainFailed() {
    if (drainFailure != null) {
      throw new IllegalStateException("The records can no longer be read.", drainFailure);
    }
  }

  private static void closeAfter(AutoCloseable resource, Throwable failure) {
    try {
      resource.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
