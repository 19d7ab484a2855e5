package dev.keelson.jvm;

import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.MalformedObjectException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A JVM under observation: every channel that it has, opened as soon as it is there. What it does
 * is handed to a consumer, one event at a time, in whatever order the channels tell it. Safe for
 * use by several threads.
 *
 * <pre>
 *   try (JvmObservation jvm = JvmObservation.open(4711, ObservationSettings.STANDARD, events::add)) {
 *     ... measure ...
 *     jvm.finish(Duration.ofSeconds(3));   // the flight recorder is late
 *   }
 * </pre>
 *
 * <p>A process that runs no JVM yet is looked at again and again; one that never does costs a look
 * at its memory map now and then, and hands over nothing. None of a JVM's troubles is an exception
 * here: what cannot be had stands in {@link #missing}.
 */
public final class JvmObservation implements AutoCloseable {
  private static final Duration DRAIN_PERIOD = Duration.ofMillis(20);
  private static final Duration READY_PERIOD = Duration.ofMillis(50);
  private static final Duration READY_LIMIT = Duration.ofSeconds(10);

  private final int pid;
  private final ObservationSettings settings;
  private final Consumer<? super JvmEvent> events;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread drainer = new Thread(this::drainUntilStopped, "keelson-jvm");
  private final Thread starter = new Thread(this::startRecorder, "keelson-start-recorder");
  private final long startNanos = System.nanoTime();

  // All guarded by this; the consumer is called under its own lock.
  private final List<Missing> missing = new ArrayList<>();
  private Optional<JvmProcess> jvm = Optional.empty();
  private Optional<StopProbes> probes = Optional.empty();
  private Optional<ThreadNumbers> threadNumbers = Optional.empty();
  private Optional<FlightRecorder> recorder = Optional.empty();
  private Optional<HotSpotThreads> javaThreads = Optional.empty();
  private long tablesUntil;
  private boolean recorderPending;
  private boolean closed;
  private long nextLook;

  private final Object delivery = new Object();
  private final RecorderClock clock = new RecorderClock();

  private JvmObservation(int pid, ObservationSettings settings, Consumer<? super JvmEvent> events) {
    this.pid = pid;
    this.settings = Objects.requireNonNull(settings, "settings");
    this.events = Objects.requireNonNull(events, "events");
  }

  /**
   * Begins. When the process runs a JVM, its probes are attached on return: from then on no stop is
   * missed.
   *
   * @param pid the process, by its number here; this must be the initial pid namespace
   * @param events called by threads of the observation, never by two at a time
   */
  public static JvmObservation open(
      int pid, ObservationSettings settings, Consumer<? super JvmEvent> events) {
    JvmObservation observation = new JvmObservation(pid, settings, events);
    observation.starter.setDaemon(true);
    observation.drainer.setDaemon(true);
    observation.look();
    observation.drainer.start();
    return observation;
  }

  /** Whether the process has been found to run a JVM. */
  public synchronized boolean isJvm() {
    return jvm.isPresent();
  }

  /** What this JVM does not have, so far as it is known now. */
  public synchronized List<Missing> missing() {
    return List.copyOf(missing);
  }

  /** Stops that were not reported, because nobody read them in time. */
  public synchronized long lost() {
    return probes.map(StopProbes::lost).orElse(0L);
  }

  /**
   * How well the flight recorder's clock is known: of 100 moments that both it and the probes have
   * seen, 99 differ by at most so many nanoseconds. Empty before there are two.
   */
  public OptionalLong recorderResidualP99Nanos() {
    return clock.residualP99Nanos();
  }

  /**
   * Waits until every channel of the JVM is open or known to be missing, at most so long; the
   * flight recorder takes about a second.
   *
   * @return whether they are; false also while there is no JVM
   */
  public boolean awaitOpen(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (this) {
      while (jvm.isEmpty() || recorderPending) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return true;
    }
  }

  /** The threads that the process has now; none when it has ended or runs no JVM. */
  public List<JvmThread> threads() {
    if (!isJvm()) {
      return List.of();
    }
    List<JvmThread> threads = new ArrayList<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid, "task"))) {
      for (Path task : tasks) {
        int tid = Integer.parseInt(task.getFileName().toString());
        JvmProcess.read(pid, "task/" + tid + "/comm")
            .map(String::strip)
            .map(name -> threadNames().map(known -> known.name(tid, name)).orElse(name))
            .ifPresent(name -> threads.add(new JvmThread(tid, name, ThreadRole.of(name))));
      }
    } catch (IOException | DirectoryIteratorException ended) {
      return threads;
    }
    return threads;
  }

  /**
   * Where the JVM keeps its Java threads; empty while there is no JVM, or when it does not say.
   * Read it again whenever a thread has started. Closed with the observation.
   */
  public synchronized Optional<HotSpotThreads> javaThreads() {
    return javaThreads;
  }

  private synchronized Optional<ThreadNumbers> threadNames() {
    return threadNumbers;
  }

  /**
   * Waits until everything that happened before this call has been handed over, at most so long:
   * the flight recorder is late by about a second.
   *
   * @return whether it has; false too when the JVM has ended, whose last events are lost, when
   *     there is none, and when this thread is interrupted
   */
  public boolean finish(Duration limit) {
    long until = System.nanoTime();
    try {
      boolean open = isJvm() && awaitOpen(limit);
      drain();
      while (open && recorder().isPresent()) {
        if (recorder().get().completeUntilNanos() >= until) {
          return true;
        }
        if (System.nanoTime() - until > limit.toNanos() || !JvmProcess.isAlive(pid)) {
          return false;
        }
        TimeUnit.NANOSECONDS.sleep(DRAIN_PERIOD.toNanos());
      }
      return open;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized Optional<FlightRecorder> recorder() {
    return recorder;
  }

  /** Ends the observation and leaves nothing behind in the JVM. Idempotent. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      drainer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      closed = true;
      try {
        recorder.ifPresent(FlightRecorder::close);
      } finally {
        javaThreads.ifPresent(HotSpotThreads::close);
        probes.ifPresent(StopProbes::close);
      }
    }
  }

  private void drainUntilStopped() {
    try {
      while (!stopping.await(DRAIN_PERIOD.toNanos(), TimeUnit.NANOSECONDS)) {
        look();
        openTables();
        drain();
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
  }

  private synchronized void drain() {
    int _ =
        probes
            .map(open ->
                open.drain(stop -> {
                  clock.stopSeen(stop.startNanos());
                  deliver(stop);
                }))
            .orElse(0);
  }

  private void deliver(JvmEvent event) {
    synchronized (delivery) {
      events.accept(event);
    }
  }

  // A command becomes a JVM some time after its start: look often at first, then ever less often.
  private synchronized void look() {
    long elapsed = System.nanoTime() - startNanos;
    if (jvm.isPresent() || elapsed < nextLook) {
      return;
    }
    nextLook = elapsed + elapsed / 2;
    jvm = JvmProcess.find(pid);
    jvm.ifPresent(found -> {
      openProbes(found);
      threadNumbers = Optional.of(new ThreadNumbers(pid));
      tablesUntil = System.nanoTime() + READY_LIMIT.toNanos();
      openTables();
      if (settings.flightRecorder()) {
        recorderPending = true;
        starter.start();
      }
    });
  }

  /** A JVM that has just started fills its tables soon; one that has none is asked no longer. */
  private synchronized void openTables() {
    if (jvm.isEmpty() || javaThreads.isPresent() || tablesUntil == 0) {
      return;
    }
    try {
      HotSpotThreads opened = HotSpotThreads.open(jvm.get(), threadNumbers.orElseThrow());
      javaThreads = Optional.of(opened);
      boolean tells =
          opened.mountedThreadOffset().isPresent() && opened.continuationOffset().isPresent();
      if (!tells && mayHaveVirtualThreads(jvm.get())) {
        missing.add(
            new Missing(
                "mounted virtual threads",
                "this JVM's tables do not list JavaThread::_monitor_owner_id, which came with JDK"
                    + " 24",
                "which virtual thread a carrier ran"));
      }
    } catch (IOException | MalformedObjectException | UncheckedIOException unavailable) {
      if (System.nanoTime() > tablesUntil) {
        tablesUntil = 0;
        missing.add(
            new Missing(
                "HotSpot's tables",
                String.valueOf(unavailable.getMessage()),
                "which virtual thread a carrier ran"));
      }
    }
  }

  private static boolean mayHaveVirtualThreads(JvmProcess jvm) {
    return jvm.version().map(version -> Runtime.Version.parse(version).feature()).orElse(21) >= 21;
  }

  private void startRecorder() {
    Optional<FlightRecorder> started = Optional.empty();
    Optional<Missing> lacking = Optional.empty();
    try {
      started = awaitRecorder();
    } catch (IOException | RuntimeException unavailable) {
      lacking =
          Optional.of(
              new Missing(
                  "flight recorder",
                  JvmProcess.isAlive(pid)
                      ? String.valueOf(unavailable.getMessage())
                      : "the JVM ended before its recorder had started",
                  "what threads parked, waited and locked for, what was read, written, compiled and"
                      + " loaded, and who held up a safepoint"));
    }
    synchronized (this) {
      recorder = started;
      lacking.ifPresent(missing::add);
      recorderPending = false;
      notifyAll();
      if (closed) {
        started.ifPresent(FlightRecorder::close);
      }
    }
  }

  /** Empty when the observation, or the process, ends before. */
  private Optional<FlightRecorder> awaitRecorder() throws IOException {
    JvmProcess process;
    ThreadNumbers threads;
    boolean needsStops;
    synchronized (this) {
      process = jvm.orElseThrow();
      threads = threadNumbers.orElseThrow();
      needsStops = probes.isEmpty();
    }
    try {
      long patience = System.nanoTime() + READY_LIMIT.toNanos();
      while (!AttachSocket.isReady(process) && System.nanoTime() < patience) {
        if (stopping.await(READY_PERIOD.toNanos(), TimeUnit.NANOSECONDS)) {
          return Optional.empty();
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
    return Optional.of(
        new FlightRecorder(process, clock, threads, settings, needsStops, this::deliver));
  }

  private void openProbes(JvmProcess found) {
    String costs = "the world's stops, their operations and the time to a safepoint";
    try {
      StopProbes opened = new StopProbes(found, settings.images());
      probes = Optional.of(opened);
      opened.inexact().ifPresent(missing::add);
    } catch (IllegalArgumentException
        | MalformedObjectException
        | SyscallException
        | UncheckedIOException
        | UnsupportedKernelException unavailable) {
      missing.add(new Missing("probes of the JVM", unavailable.getMessage(), costs));
    }
  }
}
