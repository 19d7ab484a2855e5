package dev.keelson.latency.report;

import static dev.keelson.latency.report.ReadableUnits.count;
import static dev.keelson.latency.report.ReadableUnits.time;

import dev.keelson.latency.cause.AboveLimit;
import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.CauseSum;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.fact.Fact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The causes for a terminal: first the sentence that one needs, then tables by cause and by thread,
 * then the worst cases as bars of their parts.
 *
 * @param columns width of the terminal
 * @param rows most rows of the tables of threads and of worst cases
 * @param listOverNanos every interval above it is listed as well; empty for none
 */
record CauseTables(int columns, int rows, OptionalLong listOverNanos) {
  private static final int MOST_CAUSES = 10;

  /** The sentences that one needs first, and the tables. */
  List<String> tables(CauseReport report) {
    List<String> lines = new ArrayList<>();
    if (report.worst().isEmpty()) {
      lines.addAll(wrap("Why it was slow: nothing was slow. No wait with work to do was seen."));
      return lines;
    }
    lines.addAll(wrap(headline(report)));
    lines.addAll(remedies(report));
    lines.add("");
    lines.addAll(causes(report));
    if (rows > 0) {
      lines.add("");
      lines.add("Slow threads");
      lines.addAll(threads(report));
      lines.add("");
      lines.add("Worst cases");
      lines.addAll(
          new IntervalLines(columns, report.origin())
              .brief(report.worst().stream().limit(rows).toList()));
    }
    return lines;
  }

  /** The list of {@code --explain-over}, where it was asked for. */
  List<String> list(CauseReport report) {
    return listOverNanos.isPresent() ? every(report, listOverNanos.getAsLong()) : List.of();
  }

  /** Every interval above the limit, in the order in which they began. */
  private List<String> every(CauseReport report, long limitNanos) {
    List<Interval> above =
        report.worst().stream()
            .filter(interval -> interval.durationNanos() > limitNanos)
            .sorted(Comparator.comparingLong(Interval::startNanos).thenComparingInt(Interval::tid))
            .toList();
    List<String> lines = new ArrayList<>();
    if (above.isEmpty()) {
      lines.add("No slow wait and no pause was above " + time(limitNanos) + ".");
      return lines;
    }
    lines.add(
        "Every slow wait and pause above %s: %s, %s together"
            .formatted(
                time(limitNanos),
                count(above.size()),
                time(above.stream().mapToLong(Interval::durationNanos).sum())));
    lines.addAll(new IntervalLines(columns, report.origin()).whole(above));
    report
        .aboveLimit()
        .map(AboveLimit::dropped)
        .filter(dropped -> dropped.count() > 0)
        .ifPresent(dropped ->
            lines.addAll(
                wrap(
                    "Dropped: %s more above %s, the shortest of them, %s together: there were too many to keep."
                        .formatted(
                            count(dropped.count()),
                            time(report.aboveLimit().orElseThrow().limitNanos()),
                            time(dropped.nanos())))));
    return lines;
  }

  private static String headline(CauseReport report) {
    List<Interval> worst = report.worst();
    // The list is in falling order.
    long p99 = worst.get((int) (worst.size() * 0.01)).durationNanos();
    String leading =
        report.causes().stream()
            .limit(3)
            .filter(sum -> sum.share() >= 0.01)
            .map(sum -> percent(sum.share()) + " " + sum.cause().text() + by(sum.detail()))
            .collect(Collectors.joining("; "));
    String well = Alarms.of(report).isEmpty() ? "nothing worth a remedy was; " : "";
    return "Why it was slow: %sp99 %s of %s slow waits and pauses, %s together. %s."
        .formatted(well, time(p99), count(worst.size()), time(report.rankedNanos()), leading);
  }

  private static String by(String detail) {
    return detail.isEmpty() ? "" : ": " + detail;
  }

  private List<String> remedies(CauseReport report) {
    Set<Mechanism> leading = new LinkedHashSet<>();
    Alarms.of(report).stream().limit(3).forEach(sum -> leading.add(sum.cause().last()));
    List<String> lines = new ArrayList<>();
    for (Mechanism mechanism : leading) {
      lines.addAll(wrap("Against " + mechanism.word() + ": " + Remedy.of(mechanism)));
    }
    return lines;
  }

  private List<String> causes(CauseReport report) {
    return new TextTable<CauseSum>()
        .right(0, "share", sum -> percent(sum.share()))
        .right(0, "time", sum -> time(sum.nanos()))
        .right(0, "cases", sum -> count(sum.intervals()))
        .left(0, "cause", sum -> sum.cause().text())
        .rest("mostly", CauseSum::detail)
        .lines(report.causes().stream().limit(MOST_CAUSES).toList(), columns);
  }

  private record ThreadSum(
      String tid, String who, long nanos, long count, long worst, CauseSum leading) {}

  private List<String> threads(CauseReport report) {
    // Pauses are nobody's own: they come under one line.
    Map<Integer, List<Interval>> byThread = new LinkedHashMap<>();
    for (Interval interval : report.worst()) {
      int key = interval.kind() == Interval.Kind.PAUSE ? 0 : interval.tid();
      byThread.computeIfAbsent(key, _ -> new ArrayList<>()).add(interval);
    }
    List<ThreadSum> sums =
        byThread.values().stream()
            .map(CauseTables::sum)
            .sorted(Comparator.comparingLong(ThreadSum::nanos).reversed())
            .limit(rows)
            .toList();
    return new TextTable<ThreadSum>()
        .right(1, "TID", ThreadSum::tid)
        .left(0, "thread", ThreadSum::who)
        .right(0, "time", sum -> time(sum.nanos()))
        .right(0, "cases", sum -> count(sum.count()))
        .right(0, "worst", sum -> time(sum.worst()))
        .rest("mostly", sum -> percent(sum.leading().share()) + " " + sum.leading().cause())
        .lines(sums, columns);
  }

  private static ThreadSum sum(List<Interval> intervals) {
    Interval worst = intervals.getFirst();
    boolean pause = worst.kind() == Interval.Kind.PAUSE;
    return new ThreadSum(
        pause ? "" : Integer.toString(worst.tid()),
        pause ? IntervalLines.WHOLE_JVM : worst.thread(),
        intervals.stream().mapToLong(Interval::durationNanos).sum(),
        intervals.size(),
        worst.durationNanos(),
        CauseReport.sums(intervals).getFirst());
  }

  /** What was not counted, how well the clocks agree, and what could not be seen. */
  List<String> notes(CauseReport report) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        wrap(
            "Not counted as slow: %s waits with nothing to do, %s; %s waits of the JVM's own threads or too short to be ranked, %s."
                .formatted(
                    count(report.idle().count()),
                    time(report.idle().nanos()),
                    count(report.unexamined().count()),
                    time(report.unexamined().nanos()))));
    report
        .clockResidualNanos()
        .ifPresent(nanos ->
            lines.addAll(
                wrap(
                    "The flight recorder's times are off by at most %s (99 of 100)."
                        .formatted(time(nanos)))));
    for (Fact.Missing missing : report.missing()) {
      lines.addAll(
          wrap(
              "Missing: %s (%s). It costs: %s."
                  .formatted(missing.what(), missing.why(), missing.costs())));
    }
    return lines;
  }

  private static String percent(double share) {
    return share > 0 && share < 0.005 ? "<1 %" : String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  private List<String> wrap(String text) {
    return TextTable.wrap(TextTable.words(text), " ", "  ", columns);
  }
}
