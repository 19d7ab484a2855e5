package dev.keelson.bench;

import dev.keelson.Keelson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How long the programs of {@code keelson latency} take to compile, together: in a process of their
 * own as {@code ./keelson} starts it, without a kept image; and again and again in a warm one.
 */
final class CompileBench {
  private static final int FRESH = 21;
  private static final int WARMUP = 2_000;
  private static final int WARM = 501;
  private static final double FRESH_GOAL_MILLIS = 60;
  private static final double WARM_GOAL_MILLIS = 3;
  private static final Pattern COMPILED = Pattern.compile("compiled in (\\d+) us");

  private CompileBench() {}

  static List<String> run() throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add("| what | unit | median | P10 to P90 | rounds | goal |");
    lines.add("|---|---|--:|--:|--:|---|");
    lines.add(
        row(
            "in a fresh process, AOT cache",
            times(2, FRESH, CompileBench::fresh),
            FRESH_GOAL_MILLIS));
    Class<?> programs = Class.forName("dev.keelson.latency.program.ThreadTurns");
    Callable<Double> compile =
        () -> {
          long started = System.nanoTime();
          if (Keelson.program(programs).compile().programs().isEmpty()) {
            throw new IllegalStateException(programs + " has no programs");
          }
          return (System.nanoTime() - started) / 1e6;
        };
    lines.add(row("warm", times(WARMUP, WARM, compile), WARM_GOAL_MILLIS));
    return lines;
  }

  private static List<Double> times(int warmup, int rounds, Callable<Double> one) throws Exception {
    List<Double> times = new ArrayList<>();
    for (int round = -warmup; round < rounds; round++) {
      double time = one.call();
      if (round >= 0) {
        times.add(time);
      }
    }
    return times;
  }

  /** What the command itself says that compiling took, its folder of images being empty. */
  private static double fresh() throws IOException, InterruptedException {
    Path cache = Files.createTempDirectory("keelson-bench");
    try {
      ProcessBuilder command =
          new ProcessBuilder("./keelson", "--debug", "latency", "--all", "--until-first-event");
      command.environment().put("XDG_CACHE_HOME", cache.toString());
      Process process = command.redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      Matcher compiled = COMPILED.matcher(said);
      if (!compiled.find()) {
        throw new IOException("keelson does not say how long it compiled:\n" + said);
      }
      return Long.parseLong(compiled.group(1)) / 1e3;
    } finally {
      try (Stream<Path> files = Files.walk(cache)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String row(String what, List<Double> millis, double goal) {
    double median = Outcome.percentile(millis, 0.5);
    return String.format(
        Locale.ROOT,
        "| %s | ms | **%.2f** | %.2f to %.2f | %d | %.0f ms: %s |",
        what,
        median,
        Outcome.percentile(millis, 0.1),
        Outcome.percentile(millis, 0.9),
        millis.size(),
        goal,
        median <= goal ? "reached" : "**missed**");
  }
}
