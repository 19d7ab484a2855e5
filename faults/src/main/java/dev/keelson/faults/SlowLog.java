package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The JVM's log goes into a pipe that is read, and now and then for a while is not. The world
 * stands still while the VM thread waits to write; another log of the same JVM says for how long.
 * What a stop takes when the pipe is read is taken off.
 */
record SlowLog(Path pipe, JvmLog log) implements Scenario {
  private static final Duration READ = Duration.ofMillis(300);
  private static final Duration NOT_READ = Duration.ofMillis(300);

  // A full collection takes long, too, above all with a log of everything.
  private static final Duration LONG = Duration.ofMillis(150);

  SlowLog() {
    this(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "keelson-faults-" + ProcessHandle.current().pid() + ".pipe"),
        JvmLog.called("slow-log"));
  }

  @Override
  public String name() {
    return "log into a pipe that is not read";
  }

  @Override
  public List<String> flags() {
    try {
      if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
        throw new IOException("mkfifo " + pipe + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Thread _ = Thread.ofPlatform().daemon().start(this::read);
    return List.of(
        "-XX:+UseSerialGC",
        log.flag("safepoint"),
        "-Xlog:gc*=trace,safepoint*=trace:file=" + pipe + ":tn:filecount=0");
  }

  @Override
  public List<String> work() {
    return List.of("allocate", "1");
  }

  @Override
  public Duration shortest() {
    return LONG;
  }

  private void read() {
    byte[] some = new byte[4096];
    try (InputStream in = Files.newInputStream(pipe)) {
      int bytes = in.read(some);
      while (bytes >= 0) {
        long end = System.nanoTime() + READ.toNanos();
        while (bytes >= 0 && System.nanoTime() < end) {
          bytes = in.read(some);
        }
        Injection.await(NOT_READ);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      // the trial is over
    }
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    try (log) {
      Injection.await(time);
      List<SafepointLine> stops = log.safepoints();
      long usual = median(stops.stream().mapToLong(SafepointLine::stoodNanos).sorted().toArray());
      return List.of(fault(log, LONG, usual));
    }
  }

  /**
   * The long stops.
   *
   * @param longEnough what a stop takes at least that the log had to do with
   * @param usualNanos what a stop takes without the fault
   */
  static Fault fault(JvmLog log, Duration longEnough, long usualNanos) throws IOException {
    List<SafepointLine> slow =
        log.safepoints().stream().filter(one -> one.stoodNanos() > longEnough.toNanos()).toList();
    return new Fault(
        Claim.of(Mechanism.LOG_WRITE),
        slow.stream().map(SafepointLine::all).toList(),
        slow.stream()
            .map(one -> {
              Window all = one.all();
              long nanos = one.stoodNanos() - usualNanos;
              return new Held(0, all.fromNanos(), all.toNanos(), nanos);
            })
            .toList());
  }

  static long median(long[] sorted) {
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  @Override
  public void cleanUp() throws IOException {
    Files.deleteIfExists(pipe);
  }
}
