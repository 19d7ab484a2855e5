package dev.keelson.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * From the command to its first event: {@code ./keelson latency --all} against bpftrace with a
 * script of the same three tracepoints. Both print a line at their first event; both are started as
 * a person starts them, launcher script and compiling included.
 */
final class StartBench {
  private static final int WARMUP = 2;
  private static final int ROUNDS = 21;

  private static final List<String> OURS =
      List.of("./keelson", "latency", "--all", "--until-first-event");
  private static final List<String> PEER = List.of("bpftrace", "bench/peers/runqlat.bt");

  private StartBench() {}

  /**
   * One start.
   *
   * @param millis until its first event
   * @param megabytes resident at most, until then
   */
  private record Start(double millis, double megabytes) {}

  static List<String> run() throws Exception {
    Peers.require("bpftrace");
    Rounds<Start> rounds =
        new Comparison<>(() -> start(OURS), () -> start(PEER)).run(WARMUP, ROUNDS);
    List<String> lines = new ArrayList<>(Outcome.header());
    lines.add(rounds.outcome("command to first event", "ms", 1.0, Start::millis).row());
    lines.add(rounds.outcome("resident at the first event", "MB", 1.0, Start::megabytes).row());
    return lines;
  }

  private static Start start(List<String> command) throws IOException, InterruptedException {
    long started = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder said = new StringBuilder(); // bpftrace says what it attaches to, and more
      String line = lines.readLine();
      while (line != null && !line.equals("first")) {
        said.append('\n').append(line);
        line = lines.readLine();
      }
      if (line == null) {
        throw new IOException(
            "%s ended with status %d before its first event:%s"
                .formatted(String.join(" ", command), process.waitFor(), said));
      }
      double millis = (System.nanoTime() - started) / 1e6;
      return new Start(millis, peakMegabytes(process.pid()));
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  /** VmHWM of proc_pid_status(5): the most that was resident so far. */
  private static double peakMegabytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("process " + pid + " has no VmHWM: it has ended already");
  }
}
