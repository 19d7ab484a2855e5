package dev.keelson.latency;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * A running measurement: kernel-side programs loaded and attached, their records drained by a
 * thread of its own. Safe for use by several threads.
 *
 * <pre>
 *   try (LatencySession session = LatencySession.start(new Target.Process(4711), "pid 4711")) {
 *     while (!session.awaitEnd(Duration.ofMillis(500))) {
 *       show(session.live());
 *     }
 *     LatencyReport report = session.stop();
 *   }
 * </pre>
 */
public final class LatencySession implements AutoCloseable {
  private LatencySession() {}

  /**
   * Loads and attaches the programs and starts to measure. A command is started, held before its
   * first instruction until the programs are attached, and uses this process's standard streams.
   *
   * @param workload what reports call it
   * @throws TargetException when there is no such process or command
   * @throws dev.keelson.linux.SyscallException when the kernel refuses, with the remedy
   */
  public static LatencySession start(Target target, String workload) {
    throw new UnsupportedOperationException("not written yet: " + target + " " + workload);
  }

  /**
   * Waits until the target ends, at most so long.
   *
   * @return whether it has ended; never for {@link Target.All}
   */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    throw new UnsupportedOperationException("not written yet: " + limit);
  }

  /** What has been measured so far. */
  public LiveView live() {
    throw new UnsupportedOperationException("not written yet");
  }

  /**
   * Detaches the programs and gives the report; a second call gives the same report. A command that
   * still runs is sent SIGTERM by {@link #close()}, not here.
   */
  public LatencyReport stop() {
    throw new UnsupportedOperationException("not written yet");
  }

  /** The exit status of a command that has ended: 128 + n when signal n ended it. */
  public OptionalInt exitStatus() {
    return OptionalInt.empty();
  }

  /** Detaches, ends a command that still runs, frees everything. Idempotent. */
  @Override
  public void close() {}
}
