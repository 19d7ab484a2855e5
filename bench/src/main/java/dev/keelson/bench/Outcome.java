package dev.keelson.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a comparison found: medians of both sides, and median and spread of the ratio ours/peer,
 * which is taken round by round.
 *
 * @param name what is compared
 * @param unit of both sides
 * @param goal the ratio that is to be reached at most; infinite when there is none
 * @param rounds that counted
 * @param ours median
 * @param peer median
 * @param ratio median of the ratios
 * @param ratioLow their 10th percentile
 * @param ratioHigh their 90th percentile
 */
record Outcome(
    String name,
    String unit,
    double goal,
    int rounds,
    double ours,
    double peer,
    double ratio,
    double ratioLow,
    double ratioHigh) {

  /** For figures that are shown and not promised. */
  static final double NO_GOAL = Double.POSITIVE_INFINITY;

  static Outcome of(String name, String unit, double goal, List<Double> ours, List<Double> peer) {
    List<Double> ratios =
        IntStream.range(0, ours.size()).mapToObj(i -> ours.get(i) / peer.get(i)).toList();
    return new Outcome(
        name,
        unit,
        goal,
        ours.size(),
        percentile(ours, 0.5),
        percentile(peer, 0.5),
        percentile(ratios, 0.5),
        percentile(ratios, 0.1),
        percentile(ratios, 0.9));
  }

  /** Two lines of Markdown that begin a table of rows. */
  static List<String> header() {
    return List.of(
        "| what | unit | keelson, median | peer, median | ratio, median | P10 to P90 | rounds | goal |",
        "|---|---|--:|--:|--:|--:|--:|---|");
  }

  /** A row of that table. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | **%.2fx** | %.2f to %.2f | %d | %s |",
        name,
        unit,
        threeDigits(ours),
        threeDigits(peer),
        ratio,
        ratioLow,
        ratioHigh,
        rounds,
        verdict());
  }

  // Judged by what the row shows: two digits behind the point.
  private String verdict() {
    if (Double.isInfinite(goal)) {
      return "-";
    }
    boolean reached = Math.round(ratio * 100) <= Math.round(goal * 100);
    return goal + "x: " + (reached ? "reached" : "**missed**");
  }

  private static String threeDigits(double value) {
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  static double percentile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.round(share * (sorted.size() - 1)));
  }
}
