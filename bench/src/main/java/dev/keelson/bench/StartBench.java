package dev.keelson.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From the command to its first event: {@code ./keelson latency --all} against bpftrace with a
 * script of the same three tracepoints. Both print a line at their first event; both are started as
 * a person starts them, launcher script and compiling included.
 */
final class StartBench {
  private static final int WARMUP = 2;
  private static final int ROUNDS = 21;
  private static final int MOST_ATTEMPTS = 10;

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
    Rounds<Start> rounds = new Comparison<>(() -> seen(OURS), () -> seen(PEER)).run(WARMUP, ROUNDS);
    List<String> lines = new ArrayList<>(Outcome.header());
    lines.add(rounds.outcome("command to first event", "ms", 1.0, Start::millis).row());
    lines.add(rounds.outcome("resident at the first event", "MB", 1.0, Start::megabytes).row());
    return lines;
  }

  /**
   * A start whose memory could be read: the process ends right after its first event, and on a busy
   * machine sometimes before we look. Such a start is repeated, whichever side it is of.
   */
  private static Start seen(List<String> command) throws IOException, InterruptedException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Optional<Start> start = start(command);
      if (start.isPresent()) {
        return start.get();
      }
    }
    throw new IOException(
        "%s ended %d times before its memory could be read; the machine is too busy"
            .formatted(String.join(" ", command), MOST_ATTEMPTS));
  }

  private static Optional<Start> start(List<String> command)
      throws IOException, InterruptedException {
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
      return peakMegabytes(process.pid()).map(megabytes -> new Start(millis, megabytes));
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  /** VmHWM of proc_pid_status(5): the most that was resident so far; a zombie has none. */
  private static Optional<Double> peakMegabytes(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
          .findFirst();
    } catch (NoSuchFileException | UncheckedIOException ended) {
      return Optional.empty();
    }
  }
}
