package dev.keelson.latency.report;

import static dev.keelson.latency.report.ReadableUnits.count;
import static dev.keelson.latency.report.ReadableUnits.time;

import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.CauseSum;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.cause.Part;
import dev.keelson.latency.fact.Fact;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The causes for a terminal: first the sentence that one needs, then tables by cause and by thread,
 * then the worst cases as bars of their parts.
 *
 * @param columns width of the terminal
 * @param rows most rows of the tables of threads and of worst cases
 */
record CauseTables(int columns, int rows) {
  private static final int MOST_CAUSES = 10;
  private static final int BAR = 20;
  private static final int WIDE = 120;
  private static final String MORE = ", ...";
  private static final String SHADES = "█▓▒░";
  private static final double WORTH_A_SENTENCE = 0.1;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  List<String> lines(CauseReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    if (report.worst().isEmpty()) {
      lines.addAll(wrap("Why it was slow: nothing was: no wait with work to do was seen."));
    } else {
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
        lines.addAll(worst(report.worst().stream().limit(rows).toList(), report.origin()));
      }
    }
    lines.add("");
    lines.addAll(notes(report));
    return lines;
  }

  /** Every interval of a list, as {@code --explain-over} shows them. */
  List<String> worst(List<Interval> intervals, Origin origin) {
    return new TextTable<Interval>()
        .left(0, "at", interval -> clock(origin, interval))
        .right(0, "took", interval -> time(interval.durationNanos()))
        .left(0, "thread", CauseTables::who)
        .left(2, "", CauseTables::bar)
        .left(0, "because", this::because)
        .lines(intervals, columns);
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
    return "Why it was slow: p99 %s of %s slow waits and pauses, %s together. %s."
        .formatted(time(p99), count(worst.size()), time(report.rankedNanos()), leading);
  }

  private static String by(String detail) {
    return detail.isEmpty() ? "" : ": " + detail;
  }

  private List<String> remedies(CauseReport report) {
    Set<Mechanism> leading = new LinkedHashSet<>();
    report.causes().stream()
        .filter(sum -> sum.share() >= WORTH_A_SENTENCE)
        .limit(3)
        .forEach(sum -> leading.add(sum.cause().last()));
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
        .right(0, "in", sum -> count(sum.intervals()))
        .left(0, "cause", sum -> sum.cause().text())
        .left(0, "mostly", sum -> TextTable.cut(sum.detail(), Math.max(20, columns - 55)))
        .lines(report.causes().stream().limit(MOST_CAUSES).toList(), columns);
  }

  private record ThreadSum(String who, long nanos, long count, long worst, CauseSum leading) {}

  private List<String> threads(CauseReport report) {
    Map<String, List<Interval>> byThread = new LinkedHashMap<>();
    for (Interval interval : report.worst()) {
      byThread.computeIfAbsent(who(interval), _ -> new ArrayList<>()).add(interval);
    }
    List<ThreadSum> sums =
        byThread.entrySet().stream()
            .map(entry -> sum(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingLong(ThreadSum::nanos).reversed())
            .limit(rows)
            .toList();
    return new TextTable<ThreadSum>()
        .left(0, "thread", ThreadSum::who)
        .right(0, "time", sum -> time(sum.nanos()))
        .right(0, "cases", sum -> count(sum.count()))
        .right(0, "worst", sum -> time(sum.worst()))
        .left(0, "mostly", sum -> percent(sum.leading().share()) + " " + sum.leading().cause())
        .lines(sums, columns);
  }

  private static ThreadSum sum(String who, List<Interval> intervals) {
    long nanos = intervals.stream().mapToLong(Interval::durationNanos).sum();
    CauseSum leading = CauseReport.sums(intervals).getFirst();
    return new ThreadSum(
        who, nanos, intervals.size(), intervals.getFirst().durationNanos(), leading);
  }

  private static String who(Interval interval) {
    return switch (interval.kind()) {
      case PAUSE -> "(all)";
      case WAIT ->
          (interval.thread().isEmpty() ? Integer.toString(interval.tid()) : interval.thread())
              + (interval.virtualThread() == 0 ? "" : " #" + interval.virtualThread());
    };
  }

  /** One place for each twentieth of the time, shaded by cause in their order. */
  private static String bar(Interval interval) {
    StringBuilder bar = new StringBuilder();
    long before = 0;
    for (int i = 0; i < interval.parts().size(); i++) {
      before += interval.parts().get(i).nanos();
      int until = (int) Math.round((double) before * BAR / interval.durationNanos());
      boolean known = interval.parts().get(i).cause().first() != Mechanism.UNEXPLAINED;
      String shade = known ? SHADES.substring(Math.min(i, 3), Math.min(i, 3) + 1) : "?";
      bar.append(shade.repeat(Math.max(0, until - bar.length())));
    }
    return bar.toString();
  }

  private String because(Interval interval) {
    boolean wide = columns >= WIDE;
    int width = columns - (wide ? BAR + 2 : 0) - 44;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < interval.parts().size(); i++) {
      Part part = interval.parts().get(i);
      String one = part.cause().text() + " " + time(part.nanos()) + (wide ? by(part.detail()) : "");
      int more = i == interval.parts().size() - 1 ? 0 : MORE.length();
      if (!text.isEmpty() && text.length() + 2 + one.length() + more > width) {
        return text + MORE;
      }
      text.append(text.isEmpty() ? "" : ", ").append(one);
    }
    return TextTable.cut(text.toString(), width);
  }

  private static String clock(Origin origin, Interval interval) {
    return CLOCK.format(origin.instant(interval.startNanos()).atZone(ZoneId.systemDefault()));
  }

  private List<String> notes(CauseReport report) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        wrap(
            "Not counted as slow: %s waits with nothing to do, %s; %s waits too short to be ranked, %s."
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

  /** Broken at blanks, further lines indented. */
  private List<String> wrap(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty()
          && TextTable.width(line.toString()) + 1 + TextTable.width(word) > columns) {
        lines.add(line.toString());
        line = new StringBuilder(" ");
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
