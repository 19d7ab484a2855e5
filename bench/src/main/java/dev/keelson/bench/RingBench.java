package dev.keelson.bench;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.linux.SystemInfo;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * Draining a ring: our {@code RingReader} against libbpf's {@code ring_buffer__consume}, each in a
 * process of its own on the same CPU, each with a ring of its own that is filled by the same
 * kernel-side program ({@link RingProducer}) and by the thread that then drains it.
 */
final class RingBench {
  private static final int WARMUP = 40;
  private static final int ROUNDS = 201;

  // The launcher of ./keelson wants a fast start and so has C1 only; a program of one's own has C2.
  private static final List<String> C1_ONLY =
      List.of("-XX:TieredStopAtLevel=1", "-XX:C1MaxInlineSize=15");

  private RingBench() {}

  /** How a round is made up. */
  private record Shape(int batches, int records) {
    String question() {
      return batches + " " + records;
    }
  }

  private static final Shape MANY = new Shape(1, 100_000);
  private static final Shape FEW = new Shape(500, 200);

  static List<String> run() throws Exception {
    Path peer = Peers.build("ring").resolve("ring");
    Peers.require("taskset");
    List<String> lines = new ArrayList<>(Outcome.header());
    lines.add(compare(peer, "100,000 records in one drain", 1.0, MANY, List.of(), List.of()));
    lines.add(compare(peer, "200 records a drain", 1.0, FEW, List.of(), List.of()));
    lines.add(
        compare(
            peer,
            "100,000 in one drain, C1 only as ./keelson has it",
            Outcome.NO_GOAL,
            MANY,
            C1_ONLY,
            List.of()));
    lines.add(
        compare(
            peer,
            "100,000 in one drain, read as Java records (EventRing)",
            Outcome.NO_GOAL,
            MANY,
            List.of(),
            List.of("decoded")));
    return lines;
  }

  private static String compare(
      Path peer,
      String name,
      double goal,
      Shape shape,
      List<String> javaFlags,
      List<String> arguments)
      throws Exception {
    try (LoadedProgram forPeer =
            Keelson.program(RingProducer.class, MethodHandles.lookup()).load();
        Peer ours = Peer.start(onOneCpu(javaSide(javaFlags, arguments)));
        Peer libbpf =
            Peer.start(
                onOneCpu(
                    List.of(
                        peer.toString(),
                        Integer.toString(forPeer.object().program("fill").id()))))) {
      return new Comparison<>(() -> round(ours, shape), () -> round(libbpf, shape))
          .run(WARMUP, ROUNDS)
          .outcome(name, "ns/record", goal, Double::doubleValue)
          .row();
    }
  }

  private static double round(Peer side, Shape shape) throws IOException {
    StringTokenizer answer = new StringTokenizer(side.ask(shape.question()));
    long nanos = Long.parseLong(answer.nextToken());
    long checksum = Long.parseLong(answer.nextToken());
    if (checksum != expectedChecksum(shape)) {
      throw new IOException(
          "checksum %d, expected %d: records were lost or read wrongly"
              .formatted(checksum, expectedChecksum(shape)));
    }
    return (double) nanos / ((long) shape.batches() * shape.records());
  }

  /** The first word of each record, which counts up to {@link RingProducer#MOST}, and its size. */
  private static long expectedChecksum(Shape shape) {
    long sum = 0;
    for (int record = 0; record < shape.records(); record++) {
      sum += record % RingProducer.MOST + 64;
    }
    return sum * shape.batches();
  }

  private static List<String> onOneCpu(List<String> command) {
    int last = SystemInfo.onlineCpus().length() - 1;
    List<String> pinned = new ArrayList<>(List.of("taskset", "--cpu-list", "" + last));
    pinned.addAll(command);
    return pinned;
  }

  private static List<String> javaSide(List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("--enable-native-access=dev.keelson.linux");
    command.add("--module-path");
    command.add(System.getProperty("jdk.module.path"));
    command.addAll(flags);
    command.add("--module");
    command.add("dev.keelson.bench/" + RingSide.class.getName());
    command.addAll(arguments);
    return command;
  }
}
