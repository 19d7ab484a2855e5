package dev.keelson.latency.report;

import static dev.keelson.latency.report.ReadableUnits.time;

import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.cause.Part;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Intervals for a terminal: when, how long, who, a bar of the parts, and what the parts are, each
 * with the shade that it has in the bar.
 *
 * @param columns width of the terminal
 * @param origin one moment on both clocks
 */
record IntervalLines(int columns, Origin origin) {
  /** Who waits in a pause. */
  static final String WHOLE_JVM = "(whole JVM)";

  private static final int WIDE = 120;
  private static final String SHADES = "█▓▒░";
  private static final String UNKNOWN = "?";
  private static final double WORTH_NAMING = 0.01;
  private static final int LEAST_TEXT = 16;

  // A time of day begins further to the left.
  private static final String FURTHER = "   ";
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  /** Titles and the intervals in the order given, without the parts that hardly count. */
  List<String> brief(List<Interval> intervals) {
    return lines("at", intervals, false);
  }

  /** Titles and the intervals in the order given, with every part and who or what it was. */
  List<String> whole(List<Interval> intervals) {
    return lines("at", intervals, true);
  }

  /** Titles and the intervals in the order given, a line each, whatever has no room there. */
  List<String> single(String title, List<Interval> intervals) {
    List<String> lines = lines(title, intervals, false);
    return lines.stream().filter(line -> !line.startsWith(FURTHER)).toList();
  }

  private List<String> lines(String title, List<Interval> intervals, boolean whole) {
    List<String> heads =
        new TextTable<Interval>()
            .left(0, title, this::clock)
            .right(0, "took", interval -> time(interval.durationNanos()))
            .right(whole ? 0 : 1, "TID", interval -> Integer.toString(interval.tid()))
            .left(0, "thread", IntervalLines::who)
            .left(whole ? 1 : 0, "", interval -> bar(interval, parts(interval, whole)))
            .lines(intervals, columns - 2 * LEAST_TEXT);
    int indent = heads.stream().mapToInt(TextTable::width).max().orElse(0) + 2;
    int room = Math.max(LEAST_TEXT, columns - indent);
    List<String> lines = new ArrayList<>();
    lines.add(
        heads.getFirst() + " ".repeat(indent - TextTable.width(heads.getFirst())) + "because");
    for (int i = 0; i < intervals.size(); i++) {
      String head = heads.get(i + 1);
      for (String text : texts(intervals.get(i), whole, room)) {
        lines.add(head + " ".repeat(indent - TextTable.width(head)) + text);
        head = "";
      }
    }
    return lines;
  }

  /** Who waited, in few words. */
  static String who(Interval interval) {
    return switch (interval.kind()) {
      case PAUSE -> WHOLE_JVM;
      case WAIT ->
          (interval.thread().isEmpty() ? Integer.toString(interval.tid()) : interval.thread())
              + (interval.virtualThread() == 0 ? "" : " #" + interval.virtualThread());
    };
  }

  /** As many places as the parts have in the time, in their order. */
  private String bar(Interval interval, List<Part> parts) {
    int places = columns < WIDE ? 8 : 20;
    StringBuilder bar = new StringBuilder();
    long before = 0;
    for (int i = 0; i < parts.size(); i++) {
      before += parts.get(i).nanos();
      int until = (int) Math.round((double) before * places / interval.durationNanos());
      bar.append(shade(parts.get(i), i).repeat(Math.max(0, until - bar.length())));
    }
    return bar.toString();
  }

  private static String shade(Part part, int place) {
    int at = Math.min(place, SHADES.length() - 1);
    return part.cause().first() == Mechanism.UNEXPLAINED ? UNKNOWN : SHADES.substring(at, at + 1);
  }

  /** The parts as they are, or where there is no room to say who it was, one for each cause. */
  private List<Part> parts(Interval interval, boolean whole) {
    if (whole || columns >= WIDE) {
      return interval.parts();
    }
    Map<Cause, Long> nanos = new LinkedHashMap<>();
    interval.parts().forEach(part -> nanos.merge(part.cause(), part.nanos(), Long::sum));
    return nanos.entrySet().stream()
        .map(entry -> new Part(entry.getKey(), entry.getValue(), ""))
        .sorted(Comparator.comparingLong(Part::nanos).reversed())
        .toList();
  }

  private List<String> texts(Interval interval, boolean whole, int room) {
    List<String> pieces = new ArrayList<>();
    List<Part> parts = parts(interval, whole);
    boolean all = true;
    for (int i = 0; i < parts.size() && all; i++) {
      Part part = parts.get(i);
      all = whole || part.nanos() >= WORTH_NAMING * interval.durationNanos();
      if (all) { // the largest come first
        String detail = part.detail().isEmpty() ? "" : ": " + part.detail();
        String text =
            "%s %s %s%s".formatted(shade(part, i), part.cause().text(), time(part.nanos()), detail);
        boolean fits = TextTable.width(text) <= room;
        pieces.addAll(
            fits ? List.of(text) : TextTable.wrap(TextTable.words(text), " ", "  ", room));
      }
    }
    List<String> lines = TextTable.wrap(pieces, "  ", "", room);
    String marked = lines.getLast() + "  ...";
    if (!all && TextTable.width(marked) <= room) {
      lines.set(lines.size() - 1, marked);
    }
    return lines;
  }

  private String clock(Interval interval) {
    return CLOCK.format(origin.instant(interval.startNanos()).atZone(ZoneId.systemDefault()));
  }
}
