package dev.keelson.latency.report;

import static dev.keelson.latency.report.ReadableUnits.time;

import dev.keelson.latency.LiveCauses;
import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.Part;
import dev.keelson.latency.cause.ThreadTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The three tables of the live screen.
 *
 * @param columns width of the terminal
 */
record LiveTables(int columns, LiveCauses live, ScreenState state) {
  private static final int WIDE = 120;
  private static final int BAR = 10;
  private static final int PER_CENT = 100;
  private static final String SHADES = "█▓▒░ ";

  /** What a cause had, and which thread lost most to it. */
  private record Held(Cause cause, long nanos, String detail, String thread) {}

  private record CauseRow(Cause cause, long last, int share, long run, int runShare, Held most) {}

  /** The leading causes that kept threads of the program from going on. */
  List<String> causes(int most) {
    Map<Cause, Held> last = held(live.last().threads());
    Map<Cause, Held> run = held(live.run());
    List<Cause> order = new ArrayList<>(run.keySet());
    Comparator<Cause> byLast =
        Comparator.comparingLong((Cause cause) -> nanos(last, cause)).reversed();
    Comparator<Cause> byRun =
        Comparator.comparingLong((Cause cause) -> nanos(run, cause)).reversed();
    order.sort((state.byRun() ? byRun : byLast.thenComparing(byRun)).thenComparing(Cause::text));
    int[] shares = shares(order, last);
    int[] runShares = shares(order, run);
    List<CauseRow> rows = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      Cause cause = order.get(i);
      rows.add(
          new CauseRow(
              cause,
              nanos(last, cause),
              shares[i],
              nanos(run, cause),
              runShares[i],
              last.getOrDefault(cause, run.get(cause))));
    }
    return new TextTable<CauseRow>()
        .left(0, "CAUSE", row -> row.cause().text())
        .right(0, title("LAST 1 s", !state.byRun()), row -> orNone(row.last()))
        .right(0, "", row -> share(row.last(), row.share()))
        .left(1, "", row -> "█".repeat((row.share() + BAR / 2) * BAR / PER_CENT))
        .right(0, title("RUN", state.byRun()), row -> orNone(row.run()))
        .right(0, "", row -> share(row.run(), row.runShare()))
        .left(2, "MOST IN", row -> row.most().thread())
        .rest("WHO OR WHAT", row -> row.most().detail())
        .lines(rows.stream().limit(most).toList(), columns);
  }

  /** What to try against the leading cause. */
  String remedy() {
    return held(live.last().threads()).values().stream()
        .max(Comparator.comparingLong(Held::nanos))
        .map(held -> held.cause().last())
        .map(mechanism -> "Against " + mechanism.word() + ": " + Remedy.of(mechanism))
        .orElse("Nothing held the program's threads up in this second.");
  }

  private static String share(long nanos, int share) {
    return nanos == 0 ? "" : share == 0 ? "<1 %" : share + " %";
  }

  private static String title(String word, boolean sorted) {
    return sorted ? word + "*" : word;
  }

  private static String orNone(long nanos) {
    return nanos == 0 ? "-" : time(nanos);
  }

  private static long nanos(Map<Cause, Held> sums, Cause cause) {
    Held held = sums.get(cause);
    return held == null ? 0 : held.nanos();
  }

  private static int[] shares(List<Cause> order, Map<Cause, Held> sums) {
    long[] nanos = order.stream().mapToLong(cause -> nanos(sums, cause)).toArray();
    long whole = sums.values().stream().mapToLong(Held::nanos).sum();
    return StateTimes.shares(nanos, whole, PER_CENT);
  }

  private static Map<Cause, Held> held(List<ThreadTime> threads) {
    Map<Cause, Held> sums = new HashMap<>();
    Map<Cause, Long> longest = new HashMap<>();
    for (ThreadTime thread : threads) {
      for (Part part : thread.isTheProgramsOwn() ? thread.parts() : List.<Part>of()) {
        if (!isHeldUp(part)) {
          continue;
        }
        Held before = sums.get(part.cause());
        long sum = part.nanos() + (before == null ? 0 : before.nanos());
        boolean leads = part.nanos() > longest.getOrDefault(part.cause(), 0L);
        if (leads) {
          longest.put(part.cause(), part.nanos());
        }
        sums.put(
            part.cause(),
            leads || before == null
                ? new Held(part.cause(), sum, part.detail(), thread.thread())
                : new Held(part.cause(), sum, before.detail(), before.thread()));
      }
    }
    return sums;
  }

  private static boolean isHeldUp(Part part) {
    return switch (part.cause().first()) {
      case ON_CPU, IDLE -> false;
      default -> true;
    };
  }

  /** A thread with what it did in the last second and in all. */
  private record ThreadRow(ThreadTime last, StateTimes times, int[] percent, StateTimes run) {}

  /** The threads that come first in the order chosen. */
  List<String> threads(int most) {
    long second = live.last().toNanos() - live.last().fromNanos();
    Map<Integer, ThreadTime> run =
        live.run().stream().collect(Collectors.toMap(ThreadTime::tid, one -> one));
    List<ThreadRow> rows =
        live.last().threads().stream()
            .map(last -> {
              StateTimes times = StateTimes.of(last);
              return new ThreadRow(
                  last,
                  times,
                  times.places(second, PER_CENT),
                  StateTimes.of(run.getOrDefault(last.tid(), last)));
            })
            .sorted(
                Comparator.comparingLong(this::sorted)
                    .thenComparing(Comparator.comparingLong(row -> row.run().waited()))
                    .reversed()
                    .thenComparingInt(row -> row.last().tid()))
            .limit(most)
            .toList();
    ScreenState.Sort by = state.sort();
    boolean waited = by == ScreenState.Sort.WAITED;
    return new TextTable<ThreadRow>()
        .right(0, "TID", row -> Integer.toString(row.last().tid()))
        .left(0, "THREAD", row -> row.last().thread())
        .right(0, title("CPU", by == ScreenState.Sort.CPU), row -> percent(row, 0))
        .right(0, title("RUNQ", waited || by == ScreenState.Sort.RUN_QUEUE), row -> percent(row, 1))
        .right(0, title("THRO", waited || by == ScreenState.Sort.THROTTLED), row -> percent(row, 2))
        .right(0, title("BLKD", waited || by == ScreenState.Sort.BLOCKED), row -> percent(row, 3))
        .right(0, "IDLE", row -> percent(row, 4))
        .left(2, "LAST 1 s", row -> bar(row.times(), second))
        .right(
            3, title("RUN: WAITED", by == ScreenState.Sort.RUN), row -> orNone(row.run().waited()))
        .right(3, "RUNQ", row -> orNone(row.run().runQueue()))
        .right(3, "THRO", row -> orNone(row.run().throttled()))
        .right(3, "BLKD", row -> orNone(row.run().blocked()))
        .right(3, "CPU", row -> orNone(row.run().onCpu()))
        .rest("HELD UP BY", row -> heldUpBy(row.last()))
        .lines(rows, columns);
  }

  private long sorted(ThreadRow row) {
    return switch (state.sort()) {
      case WAITED -> row.times().waited();
      case CPU -> row.times().onCpu();
      case RUN_QUEUE -> row.times().runQueue();
      case THROTTLED -> row.times().throttled();
      case BLOCKED -> row.times().blocked();
      case RUN -> row.run().waited();
    };
  }

  private static String percent(ThreadRow row, int state) {
    return Integer.toString(row.percent()[state]);
  }

  private static String bar(StateTimes times, long second) {
    int[] places = times.places(second, 2 * BAR);
    StringBuilder bar = new StringBuilder();
    for (int i = 0; i < places.length; i++) {
      bar.append(SHADES.substring(i, i + 1).repeat(places[i]));
    }
    return bar.toString();
  }

  private String heldUpBy(ThreadTime thread) {
    Map<Cause, Long> nanos = new LinkedHashMap<>();
    Map<Cause, String> most = new HashMap<>();
    for (Part part : thread.parts()) {
      if (isHeldUp(part)) {
        nanos.merge(part.cause(), part.nanos(), Long::sum);
        most.putIfAbsent(part.cause(), part.detail()); // the largest come first
      }
    }
    return nanos.entrySet().stream()
        .sorted(Map.Entry.<Cause, Long>comparingByValue().reversed())
        .limit(3)
        .map(entry ->
            entry.getKey().text()
                + (columns < WIDE ? "" : " " + time(entry.getValue()))
                + (most.get(entry.getKey()).isEmpty() ? "" : ": " + most.get(entry.getKey())))
        .collect(Collectors.joining("; "));
  }

  /** So many of the worst waits and pauses of the run, a line each. */
  List<String> worst(int most) {
    return new IntervalLines(columns, live.origin())
        .single("WORST SO FAR", live.worst().stream().limit(most).toList());
  }
}
