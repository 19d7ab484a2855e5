package dev.keelson.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JVM's log is on a slow disk, and each line is written through. */
record SlowLogDisk(JvmLog log, Deque<SlowDevice> device) implements Scenario {
  private static final long WRITES_A_SECOND = 100;
  private static final Duration LONG = Duration.ofMillis(40);
  private static final Pattern PAUSE =
      Pattern.compile(".* GC\\(\\d+\\) Pause .* (\\d+)\\.(\\d{3})ms");

  SlowLogDisk() {
    this(JvmLog.called("slow-disk"), new ArrayDeque<>());
  }

  @Override
  public String name() {
    return "slow disk under the log";
  }

  @Override
  public List<String> flags() {
    try {
      device.push(SlowDevice.create("sync", "blkio.throttle.write_iops_device", WRITES_A_SECOND));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of(
        "-XX:+UseSerialGC",
        log.flag("gc,safepoint"),
        "-Xlog:gc:file=" + device.element().folder().resolve("gc.log") + ":tn:filecount=0");
  }

  @Override
  public List<String> work() {
    return List.of("allocate", "1");
  }

  @Override
  public Duration shortest() {
    return LONG;
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    try (log) {
      Injection.await(time);
      return List.of(SlowLog.fault(log, LONG, usualNanos()));
    }
  }

  /** What a collection takes without its log: it says so itself, before it writes. */
  private long usualNanos() throws IOException {
    return SlowLog.median(
        log.lines().stream()
            .map(PAUSE::matcher)
            .filter(Matcher::matches)
            .mapToLong(line -> 1_000 * Long.parseLong(line.group(1) + line.group(2)))
            .sorted()
            .toArray());
  }

  @Override
  public void cleanUp() throws IOException {
    if (!device.isEmpty()) {
      device.pop().close();
    }
  }
}
