package dev.keelson.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a comparison found: medians of both sides and the spread of the ratio ours/peer, taken round
 * by round.
 */
record Outcome(
    String name,
    int rounds,
    double ours,
    double peer,
    double ratio,
    double ratioLow,
    double ratioHigh) {

  static Outcome of(String name, List<Double> ours, List<Double> peer) {
    List<Double> ratios =
        IntStream.range(0, ours.size()).mapToObj(i -> ours.get(i) / peer.get(i)).toList();
    return new Outcome(
        name,
        ours.size(),
        percentile(ours, 0.5),
        percentile(peer, 0.5),
        percentile(ratios, 0.5),
        percentile(ratios, 0.1),
        percentile(ratios, 0.9));
  }

  /** A row of the table in RESULTS.md. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.2f | **%.2fx** | %.2f to %.2f | %d |",
        name,
        ours,
        peer,
        ratio,
        ratioLow,
        ratioHigh,
        rounds);
  }

  static String header() {
    return """
    | what | keelson, median | peer, median | ratio, median | ratio, P10 to P90 | rounds |
    |---|---|---|---|---|---|\
    """;
  }

  static double percentile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.round(share * (sorted.size() - 1)));
  }
}
