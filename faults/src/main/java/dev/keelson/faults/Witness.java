package dev.keelson.faults;

import dev.keelson.latency.ExplainSettings;
import dev.keelson.latency.LatencyReport;
import dev.keelson.latency.LatencySession;
import dev.keelson.latency.Target;
import dev.keelson.latency.ThreadReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs of others that measure the same at the same time: libbpf-tools. */
final class Witness {
  static final List<String> HEAD =
      List.of("| witness | of what | theirs | ours |", "|---|---|---|---|");

  // A stack, then its microseconds on a line of its own.
  private static final Pattern MICROS = Pattern.compile("\\s+(\\d+)");

  //        64 -> 127        : 5        |***        |
  private static final Pattern BUCKET = Pattern.compile("\\s*(\\d+) -> (\\d+)\\s*: (\\d+)\\s.*");

  private Witness() {}

  static List<String> names() {
    return List.of("offcputime", "biolatency");
  }

  static String row(String name, Duration time) throws IOException, InterruptedException {
    if (!isThere(name)) {
      return "| %s | not installed (package libbpf-tools) | - | - |".formatted(name);
    }
    return name.equals("offcputime") ? offCpu(time) : blockIo(time);
  }

  private static boolean isThere(String name) {
    return Files.isExecutable(Path.of("/usr/sbin", name));
  }

  /** A thread of a convoy: blocked, and waiting for a CPU, as a share of the time. */
  private static String offCpu(Duration time) throws IOException, InterruptedException {
    try (VictimProcess victim = new VictimProcess(List.of(), List.of(), List.of("lock"))) {
      Injection.await(Trial.WARM_UP);
      int tid = victim.thread("t-0");
      Seen seen = watch(victim, "offcputime", "-t", Integer.toString(tid), seconds(time));
      long micros = offCpuMicros(seen.output());
      ThreadReport thread = thread(seen.report(), tid);
      long ours = thread.offCpu().sumNanos() + thread.runQueueWait().sumNanos();
      return String.format(
          Locale.ROOT,
          "| offcputime | time off the CPU, a thread of a lock convoy | %.1f %% | %.1f %% |",
          100.0 * micros * 1_000 / time.toNanos(),
          100.0 * ours / seen.report().durationNanos());
    }
  }

  /** A thread that flushes a block to a device of its own again and again. */
  private static String blockIo(Duration time) throws IOException, InterruptedException {
    try (SlowDevice device =
        SlowDevice.create("noatime", "blkio.throttle.write_iops_device", SlowDevice.UNLIMITED)) {
      String file = device.folder().resolve("file").toString();
      try (VictimProcess victim = new VictimProcess(List.of(), List.of(), List.of("flush", file))) {
        Injection.await(Trial.WARM_UP);
        Seen seen = watch(victim, "biolatency", "-d", device.name(), seconds(time), "1");
        ThreadReport thread = thread(seen.report(), victim.thread("t-0"));
        return String.format(
            Locale.ROOT,
            "| biolatency | writes that a thread waits for, in a second; the median wait | %.0f, %s us |"
                + " %.0f, %d us |",
            buckets(seen.output()) / (time.toNanos() / 1e9),
            median(seen.output()),
            thread.offCpu().count() / (seen.report().durationNanos() / 1e9),
            thread.offCpu().p50Nanos() / 1_000);
      }
    }
  }

  /** What the witness printed, and what we say of the same time and a little more. */
  private record Seen(String output, LatencyReport report) {}

  private static Seen watch(VictimProcess victim, String... command)
      throws IOException, InterruptedException {
    try (LatencySession session =
        LatencySession.start(
            new Target.RunningProcess(victim.pid()),
            "victim",
            Optional.empty(),
            ExplainSettings.DEFAULT)) {
      Process witness = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(witness.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (witness.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
      return new Seen(output, session.stop());
    }
  }

  private static ThreadReport thread(LatencyReport report, int tid) throws IOException {
    return report.workloads().getFirst().threads().stream()
        .filter(one -> one.tid() == tid)
        .findFirst()
        .orElseThrow(() -> new IOException("Thread " + tid + " was not seen."));
  }

  private static String seconds(Duration time) {
    return Long.toString(time.toSeconds());
  }

  static long offCpuMicros(String output) {
    return output
        .lines()
        .map(MICROS::matcher)
        .filter(Matcher::matches)
        .mapToLong(line -> Long.parseLong(line.group(1)))
        .sum();
  }

  /** How many are in all of a histogram. */
  static long buckets(String output) {
    return output
        .lines()
        .map(BUCKET::matcher)
        .filter(Matcher::matches)
        .mapToLong(line -> Long.parseLong(line.group(3)))
        .sum();
  }

  /** The bucket with the middle one. */
  static String median(String output) {
    long before = 0;
    long half = buckets(output) / 2;
    for (String line : output.lines().toList()) {
      Matcher bucket = BUCKET.matcher(line);
      if (bucket.matches()) {
        before += Long.parseLong(bucket.group(3));
        if (before > half) {
          return bucket.group(1) + " to " + bucket.group(2);
        }
      }
    }
    return "none";
  }
}
