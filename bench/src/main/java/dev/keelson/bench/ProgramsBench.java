package dev.keelson.bench;

import dev.keelson.AttachedPrograms;
import dev.keelson.bpf.RunStatistics;
import dev.keelson.latency.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The kernel-side programs of {@code keelson latency --all} against the same in C, built by clang
 * -O2: attached in turns under the same load, timed by the kernel's run counters.
 */
final class ProgramsBench {
  private static final int WARMUP = 2;
  private static final int ROUNDS = 101;
  private static final double GOAL = 1.2;

  // Threads become known, and caches warm, before a window opens.
  private static final Duration SETTLE = Duration.ofMillis(60);
  private static final Duration WINDOW = Duration.ofMillis(250);
  private static final Duration DRAIN_PERIOD = Duration.ofMillis(20);

  private ProgramsBench() {}

  static List<String> run() throws Exception {
    Path built = Peers.build("latency", "latency.v3.bpf.o", "latency.v4.bpf.o");
    List<String> times = new ArrayList<>(Outcome.header());
    List<String> sizes = new ArrayList<>();
    Process load =
        new ProcessBuilder(Workload.MIXED.command(Duration.ofHours(1)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (RunStatistics.Counting _ = RunStatistics.enable();
        OurPrograms ours = new OurPrograms()) {
      for (String version : List.of("v3", "v4")) {
        try (Peer peer =
            Peer.start(
                List.of(
                    built.resolve("latency").toString(),
                    built.resolve("latency." + version + ".bpf.o").toString()))) {
          Rounds<ProgramRuns> rounds =
              new Comparison<>(() -> round(ours), () -> round(peer)).run(WARMUP, ROUNDS);
          times.addAll(rows(version, rounds));
          sizes.addAll(sizes(version, rounds));
        }
      }
      times.add("");
      times.add(
          String.format(
              Locale.ROOT,
              "Counting is in these times: the counters give a program that does nothing %.0f ns.",
              nanosOfNothing()));
    } finally {
      load.destroy();
      load.waitFor();
    }
    times.add("");
    times.add("| program | clang | keelson emitted | clang emitted | keelson runs | clang runs |");
    times.add("|---|---|--:|--:|--:|--:|");
    times.addAll(sizes);
    return times;
  }

  private static List<String> rows(String version, Rounds<ProgramRuns> rounds) {
    List<String> rows = new ArrayList<>();
    rows.add(row("all events", version, rounds, ProgramRuns::nanosPerRun));
    for (String name : List.of("switched", "woken")) {
      rows.add(row(name, version, rounds, runs -> runs.nanosPerRun(name)));
    }
    return rows;
  }

  private static String row(
      String what,
      String version,
      Rounds<ProgramRuns> rounds,
      ToDoubleFunction<ProgramRuns> figure) {
    return rounds.outcome(what + ", clang -mcpu=" + version, "ns/event", GOAL, figure).row();
  }

  private static List<String> sizes(String version, Rounds<ProgramRuns> rounds) {
    List<String> rows = new ArrayList<>();
    ProgramRuns ours = rounds.ours().getFirst();
    ProgramRuns peer = rounds.peer().getFirst();
    for (String name : List.of("switched", "woken", "born")) {
      rows.add(
          "| %s | -mcpu=%s | %d | %d | %d | %d |"
              .formatted(
                  name,
                  version,
                  ours.of(name).emitted(),
                  peer.of(name).emitted(),
                  ours.of(name).translated(),
                  peer.of(name).translated()));
    }
    return rows;
  }

  private static ProgramRuns round(OurPrograms ours) throws InterruptedException {
    try (AttachedPrograms _ = ours.attach()) {
      drainFor(ours, SETTLE);
      ProgramRuns before = ours.statistics();
      drainFor(ours, WINDOW);
      return ours.statistics().since(before);
    } finally {
      ours.drain();
    }
  }

  private static void drainFor(OurPrograms ours, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.sleep(DRAIN_PERIOD);
      ours.drain();
    }
  }

  /** The peer drains its ring by itself, in the same rhythm. */
  private static ProgramRuns round(Peer peer) throws Exception {
    peer.ask("attach");
    Thread.sleep(SETTLE);
    ProgramRuns before = ProgramRuns.parse(peer.ask("statistics"));
    Thread.sleep(WINDOW);
    ProgramRuns runs = ProgramRuns.parse(peer.ask("statistics")).since(before);
    peer.ask("detach");
    return runs;
  }

  private static double nanosOfNothing() throws Exception {
    try (Nothing nothing = new Nothing()) {
      Thread.sleep(SETTLE);
      RunStatistics before = nothing.statistics();
      Thread.sleep(WINDOW.multipliedBy(4));
      return nothing.statistics().since(before).nanosPerRun();
    }
  }
}
