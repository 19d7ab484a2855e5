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
  private static final int ROUNDS = 15;

  private static final List<String> OURS =
      List.of("./keelson", "latency", "--all", "--until-first-event");
  private static final List<String> PEER = List.of("bpftrace", "bench/peers/runqlat.bt");

  private final List<Double> oursMegabytes = new ArrayList<>();
  private final List<Double> peerMegabytes = new ArrayList<>();

  private StartBench() {}

  static List<Outcome> run() throws Exception {
    StartBench bench = new StartBench();
    Outcome time =
        new Comparison(
                "start to first event, ms (bpftrace)",
                () -> millisToFirstLine(OURS, bench.oursMegabytes),
                () -> millisToFirstLine(PEER, bench.peerMegabytes))
            .run(WARMUP, ROUNDS);
    Outcome memory =
        Outcome.of(
            "resident at the first event, MB (bpftrace)",
            bench.oursMegabytes.subList(WARMUP, WARMUP + ROUNDS),
            bench.peerMegabytes.subList(WARMUP, WARMUP + ROUNDS));
    return List.of(time, memory);
  }

  private static double millisToFirstLine(List<String> command, List<Double> megabytes)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null && !line.equals("first")) { // bpftrace says what it attaches to
        line = lines.readLine();
      }
      if (line == null) {
        throw new IOException(command + " ended with status " + process.waitFor());
      }
      double millis = (System.nanoTime() - started) / 1e6;
      megabytes.add(peakMegabytes(process.pid()));
      return millis;
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
