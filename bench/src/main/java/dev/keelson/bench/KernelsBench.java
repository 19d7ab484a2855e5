package dev.keelson.bench;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bench.kernels.Kernels;
import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.RunResult;
import dev.keelson.bpf.ring.RingReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Sixteen small programs in Java and in C, both run many times inside the kernel by
 * BPF_PROG_TEST_RUN, in turns: instructions, and nanoseconds of a run.
 */
final class KernelsBench {
  private static final int WARMUP = 2;
  private static final int ROUNDS = 31;
  private static final int REPEAT = 20_000;
  private static final double GOAL = 1.15;

  /** What depends on the clock, or on who asks. */
  private static final Set<String> OWN_RESULTS = Set.of("structWalk", "tokenBucket", "rateLimiter");

  private KernelsBench() {}

  /** One round of one program. */
  private record Run(int nanos, int result, int instructions) {}

  static List<String> run() throws Exception {
    Path built = Peers.build("kernels", "kernels.v3.bpf.o", "kernels.v4.bpf.o");
    List<String> lines = new ArrayList<>();
    try (LoadedProgram loaded = Keelson.program(Kernels.class).load();
        RingReader ring = RingReader.open(loaded.object().map("RING"))) {
      for (String version : List.of("v3", "v4")) {
        try (Peer peer =
            Peer.start(
                List.of(
                    built.resolve("kernels").toString(),
                    built.resolve("kernels." + version + ".bpf.o").toString()))) {
          lines.addAll(against(version, loaded, ring, peer));
        }
      }
    }
    return lines;
  }

  private static List<String> against(
      String version, LoadedProgram loaded, RingReader ring, Peer peer) throws Exception {
    ours(loaded, ring, "prime", 1);
    theirs(peer, "prime", 1);
    List<String> rows = new ArrayList<>(Outcome.header());
    List<String> sizes = new ArrayList<>();
    List<Double> timeRatios = new ArrayList<>();
    List<Double> sizeRatios = new ArrayList<>();
    for (BpfProgram program : loaded.object().programs()) {
      String name = program.name();
      if (name.equals("prime")) {
        continue;
      }
      Rounds<Run> rounds =
          new Comparison<>(() -> ours(loaded, ring, name, REPEAT), () -> theirs(peer, name, REPEAT))
              .run(WARMUP, ROUNDS);
      Run mine = rounds.ours().getLast();
      Run its = rounds.peer().getLast();
      requireSame(name, mine, its);
      boolean counts = !name.equals("empty");
      Outcome time =
          rounds.outcome(
              name + ", clang -mcpu=" + version,
              "ns/run",
              counts ? GOAL : Outcome.NO_GOAL,
              (ToDoubleFunction<Run>) Run::nanos);
      rows.add(time.row());
      if (counts) {
        double size = (double) mine.instructions() / its.instructions();
        timeRatios.add(time.ratio());
        sizeRatios.add(size);
        sizes.add(
            String.format(
                Locale.ROOT,
                "| %s | -mcpu=%s | %d | %d | **%.2fx** |",
                name,
                version,
                mine.instructions(),
                its.instructions(),
                size));
      }
    }
    rows.add("");
    rows.add("| program | clang | keelson, instructions | clang, instructions | ratio |");
    rows.add("|---|---|--:|--:|--:|");
    rows.addAll(sizes);
    rows.add("");
    rows.add(
        String.format(
            Locale.ROOT,
            "Geometric means against clang -mcpu=%s: time **%.2fx**, instructions **%.2fx**.",
            version,
            geometricMean(timeRatios),
            geometricMean(sizeRatios)));
    rows.add("");
    return rows;
  }

  private static Run ours(LoadedProgram loaded, RingReader ring, String name, int repeat) {
    BpfProgram program = loaded.object().program(name);
    RunResult result = program.testRun(HttpPacket.bytes(), repeat);
    int _ = ring.drain((data, offset, sizeBytes) -> {});
    return new Run(result.averageNanos(), result.returnValue(), program.spec().code().size());
  }

  private static Run theirs(Peer peer, String name, int repeat) throws Exception {
    String packet = HexFormat.of().formatHex(HttpPacket.bytes());
    String[] words = peer.ask("%s %d %s".formatted(inC(name), repeat, packet)).split(" ", -1);
    return new Run(
        Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
  }

  private static void requireSame(String name, Run mine, Run its) {
    if (mine.result() != its.result() && !OWN_RESULTS.contains(name)) {
      throw new IllegalStateException(
          "%s gives %d in Java and %d in C: they do not do the same"
              .formatted(name, mine.result(), its.result()));
    }
  }

  /** {@code hashWalk} is {@code hash_walk} there. */
  private static String inC(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static double geometricMean(List<Double> ratios) {
    return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElseThrow());
  }
}
