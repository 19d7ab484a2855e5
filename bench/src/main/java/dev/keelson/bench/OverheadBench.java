package dev.keelson.bench;

import dev.keelson.linux.SystemInfo;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What being observed costs a program that keeps every CPU busy: its throughput and its 99th
 * percentile, alone and under each observer, one after the other in every round and in another
 * order each time.
 */
final class OverheadBench {
  private static final int ROUNDS = 3;
  private static final int SETTLE_SECONDS = 5;
  private static final int MEASURE_SECONDS = 6;
  private static final double GOAL_PERCENT = 1;

  private OverheadBench() {}

  /** Who observes. */
  private enum Observer {
    NOBODY("nobody"),
    KEELSON("`keelson latency`"),
    KEELSON_WITHOUT_JFR("`keelson latency --no-jfr`"),
    PERF("`perf sched record`"),
    BPFTRACE("bpftrace, run queue and off-CPU"),
    JFR("JFR, `settings=profile`");

    private final String text;

    Observer(String text) {
      this.text = text;
    }

    List<String> command(long pid, Path folder) {
      String target = Long.toString(pid);
      return switch (this) {
        case NOBODY -> List.of("sleep", "1000");
        case KEELSON -> List.of("./keelson", "latency", "--pid", target);
        case KEELSON_WITHOUT_JFR -> List.of("./keelson", "latency", "--no-jfr", "--pid", target);
        case PERF ->
            List.of("perf", "sched", "record", "-o", folder.resolve("perf.data").toString());
        case BPFTRACE -> List.of("bpftrace", "bench/peers/waits.bt", target);
        case JFR -> List.of("sleep", "1000");
      };
    }
  }

  /**
   * What the program got done.
   *
   * @param units pieces of work a second
   * @param p99Micros of the time that each took
   * @param switches of all threads of the machine, a second and CPU
   */
  private record Work(double units, double p99Micros, double switches) {}

  static List<String> run() throws Exception {
    Peers.require("bpftrace", "perf");
    Path folder = Files.createTempDirectory("keelson-bench");
    List<String> lines = new ArrayList<>();
    try {
      for (String load : List.of("cpu", "requests")) {
        lines.addAll(table(load, rounds(load, folder)));
      }
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
    return lines;
  }

  private static Map<Observer, List<Work>> rounds(String load, Path folder) throws Exception {
    Map<Observer, List<Work>> seen = new EnumMap<>(Observer.class);
    Observer[] all = Observer.values();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < all.length; i++) {
        Observer observer = all[(i + round) % all.length];
        seen.computeIfAbsent(observer, _ -> new ArrayList<>())
            .add(observed(load, observer, folder));
      }
    }
    return seen;
  }

  private static List<String> table(String load, Map<Observer, List<Work>> seen) {
    List<Work> alone = seen.get(Observer.NOBODY);
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %.0f switches a second and CPU; alone %.0f pieces a second, p99 %.2f ms, %d rounds.",
            load.equals("cpu") ? "CPU-bound" : "Request-bound",
            median(alone.stream().map(Work::switches).toList()),
            median(alone.stream().map(Work::units).toList()),
            median(alone.stream().map(Work::p99Micros).toList()) / 1e3,
            ROUNDS));
    lines.add("");
    lines.add(
        "| observer | throughput lost, median | P10 to P90 | p99 against alone, median | P10 to P90 | goal |");
    lines.add("|---|--:|--:|--:|--:|---|");
    seen.forEach((observer, works) -> {
      if (observer != Observer.NOBODY) {
        lines.add(row(observer, works, alone));
      }
    });
    lines.add("");
    return lines;
  }

  private static String row(Observer observer, List<Work> works, List<Work> alone) {
    List<Double> lost = new ArrayList<>();
    List<Double> tails = new ArrayList<>();
    for (int round = 0; round < works.size(); round++) {
      lost.add(100 * (1 - works.get(round).units() / alone.get(round).units()));
      tails.add(works.get(round).p99Micros() / alone.get(round).p99Micros());
    }
    boolean ours = observer == Observer.KEELSON || observer == Observer.KEELSON_WITHOUT_JFR;
    String goal = median(lost) < GOAL_PERCENT ? "below 1 %: reached" : "below 1 %: **missed**";
    return String.format(
        Locale.ROOT,
        "| %s | **%.1f %%** | %.1f to %.1f | %.2fx | %.2f to %.2f | %s |",
        observer.text,
        median(lost),
        Outcome.percentile(lost, 0.1),
        Outcome.percentile(lost, 0.9),
        median(tails),
        Outcome.percentile(tails, 0.1),
        Outcome.percentile(tails, 0.9),
        ours ? goal : "-");
  }

  private static double median(List<Double> values) {
    return Outcome.percentile(values, 0.5);
  }

  private static Work observed(String load, Observer observer, Path folder) throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "bench/target/classes",
                Load.class.getName(),
                load,
                Integer.toString(SETTLE_SECONDS),
                Integer.toString(MEASURE_SECONDS))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = program.inputReader(StandardCharsets.UTF_8)) {
      expect("ready", said.readLine());
      Process watching = start(observer, program.pid(), folder);
      try {
        long before = switches();
        long started = System.nanoTime();
        String result = said.readLine();
        double seconds = (System.nanoTime() - started) / 1e9;
        double switches = (switches() - before) / seconds / SystemInfo.onlineCpus().cardinality();
        if (result == null) {
          throw new IOException("the load ended without a result");
        }
        if (!watching.isAlive() && observer != Observer.KEELSON) {
          throw new IOException(observer + " ended before the load: see " + folder);
        }
        String[] figures = result.split(" ", -1);
        return new Work(Double.parseDouble(figures[0]), Double.parseDouble(figures[1]), switches);
      } finally {
        end(watching);
      }
    } finally {
      program.destroyForcibly().waitFor();
    }
  }

  private static Process start(Observer observer, long pid, Path folder)
      throws IOException, InterruptedException {
    if (observer == Observer.JFR) {
      run(
          folder,
          Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
          Long.toString(pid),
          "JFR.start",
          "settings=profile");
    }
    return new ProcessBuilder(observer.command(pid, folder))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("observer.txt").toFile())
        .start();
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    File said = folder.resolve("command.txt").toFile();
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(said)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException(
          String.join(" ", command) + " failed: " + Files.readString(said.toPath()));
    }
  }

  /** As a person ends it; an observer of a process that has ended may have ended too. */
  private static void end(Process watching) throws IOException, InterruptedException {
    if (watching.isAlive()) {
      int _ = new ProcessBuilder("kill", "-INT", Long.toString(watching.pid())).start().waitFor();
    }
    if (!watching.waitFor(20, TimeUnit.SECONDS)) {
      watching.destroyForcibly().waitFor();
    }
  }

  private static void expect(String wanted, String said) throws IOException {
    if (!wanted.equals(said)) {
      throw new IOException("the load said " + said + " and not " + wanted);
    }
  }

  /** Of all CPUs since the boot: ctxt of proc_stat(5). */
  private static long switches() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      return lines
          .filter(line -> line.startsWith("ctxt "))
          .mapToLong(line -> Long.parseLong(line.substring(5).strip()))
          .findFirst()
          .orElseThrow();
    }
  }
}
