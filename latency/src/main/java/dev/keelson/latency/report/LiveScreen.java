package dev.keelson.latency.report;

import static dev.keelson.latency.report.ReadableUnits.count;
import static dev.keelson.latency.report.ReadableUnits.time;

import dev.keelson.latency.LiveCauses;
import dev.keelson.latency.LiveView;
import dev.keelson.latency.Summary;
import dev.keelson.latency.cause.ThreadTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A running measurement as a full screen: a pure function of what is known and what was chosen.
 *
 * <pre>
 *   title: what, for how long, how much was lost
 *   waits for a CPU so far; how many threads were doing what in the last second
 *   leading causes: last second | whole run | who or what
 *   threads by what they did in the last second
 *   the worst waits and pauses, as bars
 *   keys
 * </pre>
 *
 * @param columns width of the terminal
 * @param rows its height
 */
public record LiveScreen(int columns, int rows) {
  private static final int FRAME = 10; // title, two lines of sums, keys, three titles, three gaps
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /** What a line is for, so that it can be made to look so. */
  public enum Kind {
    /** What is measured. */
    TITLE,
    /** The titles of a table. */
    HEADER,
    /** Anything else. */
    BODY,
    /** What can be pressed. */
    KEYS
  }

  /** A line, not wider than the terminal. */
  public record Line(Kind kind, String text) {}

  /**
   * The lines from top to bottom, at most as many as the terminal has.
   *
   * @param name what is measured
   * @param view the figures that are up to date
   * @param causes the explanations, some seconds behind; empty in the first seconds
   */
  public List<Line> lines(
      String name, LiveView view, Optional<LiveCauses> causes, ScreenState state) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(Kind.TITLE, title(name, view, causes, state)));
    lines.add(new Line(Kind.BODY, waits(view.runQueueWait())));
    if (state.help()) {
      help().forEach(line -> lines.add(new Line(Kind.BODY, line)));
    } else if (causes.isEmpty()) {
      lines.add(new Line(Kind.BODY, ""));
      lines.add(
          new Line(
              Kind.BODY,
              "The first second will be explained in some 4 s: the flight recorder is late."));
    } else {
      tables(lines, causes.get(), state);
    }
    List<Line> fitting = new ArrayList<>(lines.subList(0, Math.min(lines.size(), rows - 1)));
    while (fitting.size() < rows - 1) {
      fitting.add(new Line(Kind.BODY, ""));
    }
    fitting.add(new Line(Kind.KEYS, keys(state)));
    fitting.replaceAll(line -> new Line(line.kind(), TextTable.cut(line.text(), columns)));
    return fitting;
  }

  private String title(String name, LiveView view, Optional<LiveCauses> causes, ScreenState state) {
    String left =
        "%s  %s  %s threads  %s lost%s"
            .formatted(
                name,
                time(view.elapsedNanos()),
                count(view.threads()),
                count(view.lost()),
                state.paused() ? "  PAUSED" : "");
    String right = causes.map(known -> "explained up to " + clock(known)).orElse("");
    int gap = columns - TextTable.width(left) - TextTable.width(right);
    return gap < 2 ? left : left + " ".repeat(gap) + right;
  }

  private static String clock(LiveCauses causes) {
    return CLOCK.format(
        causes.origin().instant(causes.last().toNanos()).atZone(ZoneId.systemDefault()));
  }

  private static String waits(Summary wait) {
    if (wait.count() == 0) {
      return "Waits for a CPU: none yet";
    }
    return "Waits for a CPU: %s, p50 %s, p99 %s, max %s"
        .formatted(
            count(wait.count()),
            time(wait.p50Nanos()),
            time(wait.p99Nanos()),
            time(wait.maxNanos()));
  }

  /** On average over the second, as a load average counts: all together are the threads. */
  private static String states(LiveCauses causes) {
    StateTimes sum = StateTimes.NONE;
    for (ThreadTime thread : causes.last().threads()) {
      sum = sum.plus(StateTimes.of(thread));
    }
    double second = causes.last().toNanos() - causes.last().fromNanos();
    return String.format(
        Locale.ROOT,
        "Threads: %.2f CPU, %.2f run queue, %.2f throttled, %.2f blocked, %.2f idle",
        sum.onCpu() / second,
        sum.runQueue() / second,
        sum.throttled() / second,
        sum.blocked() / second,
        sum.idle() / second);
  }

  private void tables(List<Line> lines, LiveCauses causes, ScreenState state) {
    lines.add(new Line(Kind.BODY, states(causes)));
    LiveTables tables = new LiveTables(columns, causes, state);
    int room = Math.max(3, rows - FRAME);
    int worst = Math.max(1, room / 4);
    if (state.view() == ScreenState.View.CAUSES) {
      List<String> remedy = wrap(tables.remedy(), columns);
      room += 1 - remedy.size(); // a gap and a title less, a gap more
      room -= add(lines, tables.causes(Math.max(1, room - worst)));
      lines.add(new Line(Kind.BODY, ""));
      remedy.forEach(line -> lines.add(new Line(Kind.BODY, line)));
    } else {
      room -= add(lines, tables.causes(Math.max(1, room / 3)));
      room -= add(lines, tables.threads(Math.max(1, room - worst)));
    }
    int _ = add(lines, tables.worst(Math.max(1, room)));
  }

  /** Adds a gap and a table; how many rows it has under its titles. */
  private static int add(List<Line> lines, List<String> table) {
    lines.add(new Line(Kind.BODY, ""));
    for (int i = 0; i < table.size(); i++) {
      lines.add(new Line(i == 0 ? Kind.HEADER : Kind.BODY, table.get(i)));
    }
    return table.size() - 1;
  }

  private static List<String> wrap(String text, int width) {
    return TextTable.wrap(TextTable.words(text), " ", "", width);
  }

  private String keys(ScreenState state) {
    if (state.help()) {
      return "any key: back";
    }
    String sorted =
        switch (state.view()) {
          case THREADS -> state.sort().word();
          case CAUSES -> state.byRun() ? "whole run" : "last second";
        };
    return "q quit  p %s  t %s  s sort (%s)  ? help"
        .formatted(
            state.paused() ? "go on" : "pause",
            state.view() == ScreenState.View.THREADS ? "causes" : "threads",
            sorted);
  }

  /** A line of the help: a word of the screen, or none, and what it means. */
  private record Meaning(String word, String text) {}

  private static final List<Meaning> HELP =
      List.of(
          new Meaning("", ""),
          new Meaning(
              "",
              "The tables show one second, some three seconds ago: the JVM's flight recorder is late,"
                  + " and an explanation waits for it. The lines above are up to date."),
          new Meaning("", ""),
          new Meaning(
              "",
              "CPU, RUNQ, THRO, BLKD and IDLE are shares of that second. They add up to 100 %, or to"
                  + " less for a thread that began or ended in it."),
          new Meaning("CPU", "it ran"),
          new Meaning("RUNQ", "it could run, and others had the CPU"),
          new Meaning("THRO", "it could run, and its cgroup's quota was used up"),
          new Meaning("BLKD", "anything else held it up: a lock, a disk, a pause of the JVM, ..."),
          new Meaning("IDLE", "it had nothing to do: no work, no request, a timer not yet due"),
          new Meaning(
              "",
              "Causes are those of the program's threads, not of the JVM's own. lock > throttled: it"
                  + " waited for a lock, and the lock's holder was throttled."),
          new Meaning("", ""),
          new Meaning("q", "ends the measurement and prints the report, as Ctrl-C does"),
          new Meaning("p", "holds the screen still; the measurement goes on"),
          new Meaning("t", "more of the causes, or the threads"),
          new Meaning("s", "sorts by another column: the one with *"),
          new Meaning("", ""),
          new Meaning("", "What the causes mean, and what helps: docs/causes.md"));

  private List<String> help() {
    List<String> lines = new ArrayList<>();
    for (Meaning meaning : HELP) {
      String word = meaning.word().isEmpty() ? "" : "%-6s".formatted(meaning.word());
      String further = " ".repeat(word.length());
      for (String text : wrap(meaning.text(), columns - word.length())) {
        lines.add(word + text);
        word = further;
      }
    }
    return lines;
  }
}
