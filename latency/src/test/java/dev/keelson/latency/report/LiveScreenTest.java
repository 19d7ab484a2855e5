package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.LiveCauses;
import dev.keelson.latency.LiveView;
import dev.keelson.latency.Summary;
import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.cause.Part;
import dev.keelson.latency.cause.ThreadTime;
import dev.keelson.latency.cause.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LiveScreenTest {
  private static final long SECOND = 1_000_000_000;
  private static final LiveView VIEW =
      new LiveView(
          12_300_000_000L,
          3,
          new Summary(1_234, 9, 1, 12_000, 9, 4_100_000, 9, 41_000_000, 9, 9),
          Summary.NONE,
          5_000,
          2);

  @Test
  void eightyColumnsShowCausesThreadsAndTheWorst() {
    assertThat(text(80, 24, Optional.of(known()), ScreenState.START))
        .isEqualTo(
            """
            pid 4711  12.3 s  3 threads  2 lost                     explained up to hh:mm:ss
            Waits for a CPU: 1,234, p50 12.0 us, p99 4.10 ms, max 41.0 ms
            Threads: 0.61 CPU, 0.06 run queue, 0.20 throttled, 0.40 blocked, 1.24 idle

              CAUSE             LAST 1 s*            RUN        WHO OR WHAT
              lock > throttled     400 ms  62 %   400 ms  62 %  /shop (quota 50 ms per 10...
              throttled            200 ms  31 %   200 ms  31 %  /shop (quota 50 ms per 10...
              run-queue           45.0 ms   7 %  45.0 ms   7 %  hog

               TID  THREAD       CPU  RUNQ*  THRO*  BLKD*  IDLE  HELD UP BY
              4712  pool-1        35      0      0     40    25  lock > throttled: /shop ...
              4713  pool-2        26      4     20      0     0  throttled: /shop (quota ...
              4714  GC Thread#0    0      1      0      0    99  run-queue: hog

              WORST SO FAR     took  thread                  because
              hh:mm:ss.005  41.0 ms  worker-1 #77  ██████▓▓  █ lock > throttled 30.0 ms
              hh:mm:ss.006  20.0 ms  worker-2      ██████▓▓  █ throttled 15.0 ms
              hh:mm:ss.009  8.00 ms  (whole JVM)   ████████  █ gc-pause 8.00 ms  ...





            q quit  p pause  t causes  s sort (waited)  ? help
            """);
  }

  @Test
  void beforeTheFirstSecondItSaysWhatItWaitsFor() {
    assertThat(text(80, 10, Optional.empty(), ScreenState.START))
        .contains("The first second will be explained in some 4 s");
  }

  @Property(tries = 300)
  void noLineIsWiderThanTheTerminalAndAllOfItIsFilled(
      @ForAll long seed,
      @ForAll @IntRange(min = 40, max = 220) int columns,
      @ForAll @IntRange(min = 8, max = 60) int rows,
      @ForAll ScreenState.View view,
      @ForAll ScreenState.Sort sort,
      @ForAll boolean byRun,
      @ForAll boolean help) {
    List<LiveScreen.Line> lines =
        new LiveScreen(columns, rows)
            .lines(
                "pid 4711",
                VIEW,
                Optional.of(anything(new Random(seed))),
                new ScreenState(false, view, sort, byRun, help));

    assertThat(lines).hasSize(rows);
    assertThat(lines)
        .allSatisfy(line -> {
          assertThat(TextTable.width(line.text())).isLessThanOrEqualTo(columns);
          assertThat(line.text()).doesNotContainPattern("\\p{Cntrl}");
        });
    assertThat(lines.getFirst().kind()).isEqualTo(LiveScreen.Kind.TITLE);
    assertThat(lines.getLast().kind()).isEqualTo(LiveScreen.Kind.KEYS);
  }

  @Property(tries = 300)
  void aThreadsSharesOfAWholeSecondAddUpToAHundred(@ForAll long seed) {
    LiveCauses causes = anything(new Random(seed));
    List<ThreadTime> whole =
        causes.last().threads().stream().filter(thread -> thread.nanos() == SECOND).toList();
    int all = causes.last().threads().size();
    List<String> rows = new LiveTables(200, causes, ScreenState.START).threads(all);

    assertThat(rows).hasSize(1 + all);
    for (ThreadTime thread : whole) {
      String row =
          rows.stream()
              .filter(line -> line.strip().startsWith(thread.tid() + " "))
              .findFirst()
              .get();
      int sum =
          Arrays.stream(row.strip().split(" +", -1))
              .skip(2)
              .limit(5)
              .mapToInt(Integer::parseInt)
              .sum();
      assertThat(sum).as(row).isEqualTo(100);
    }
  }

  @Property(tries = 300)
  void sharesAddUpToTheWholeAndAreOffByLessThanOne(
      @ForAll @Size(min = 1, max = 12) List<@LongRange(min = 0, max = 1_000_000) Long> parts,
      @ForAll @IntRange(min = 1, max = 200) int places) {
    long[] nanos = parts.stream().mapToLong(Long::longValue).toArray();
    long whole = Arrays.stream(nanos).sum();

    int[] shares = StateTimes.shares(nanos, whole, places);

    assertThat(Arrays.stream(shares).sum()).isEqualTo(whole == 0 ? 0 : places);
    for (int i = 0; i < shares.length && whole > 0; i++) {
      assertThat(shares[i] - (double) nanos[i] / whole * places).isBetween(-1.0, 1.0);
    }
  }

  @Test
  void theCausesAreThoseOfTheProgramsThreads() {
    List<String> causes = new LiveTables(200, known(), ScreenState.START).causes(10);
    assertThat(causes).hasSize(1 + 3).noneMatch(line -> line.contains("on-cpu"));
    assertThat(causes.get(1)).contains("lock > throttled", "400 ms", "62 %", "pool-1");
  }

  @Test
  void whatHelpsStandsUnderTheCauses() {
    ScreenState causes = ScreenState.START.after('t');
    assertThat(text(80, 24, Optional.of(known()), causes)).contains("Against throttled: raise");
  }

  private static String text(
      int columns, int rows, Optional<LiveCauses> causes, ScreenState state) {
    return new LiveScreen(columns, rows)
            .lines("pid 4711", VIEW, causes, state).stream()
                .map(LiveScreen.Line::text)
                .collect(Collectors.joining("\n"))
                .replaceAll("\\d\\d:\\d\\d:\\d\\d", "hh:mm:ss")
        + "\n";
  }

  private static LiveCauses known() {
    String quota = "/shop (quota 50 ms per 100 ms)";
    ThreadTime one =
        new ThreadTime(
            4712,
            "pool-1",
            ThreadRole.APPLICATION,
            SECOND,
            List.of(
                new Part(Cause.of(Mechanism.LOCK).behind(Mechanism.THROTTLED), 400_000_000, quota),
                new Part(Cause.of(Mechanism.ON_CPU), 350_000_000, ""),
                new Part(Cause.of(Mechanism.IDLE), 250_000_000, "")));
    ThreadTime two =
        new ThreadTime(
            4713,
            "pool-2",
            ThreadRole.APPLICATION,
            500_000_000,
            List.of(
                new Part(Cause.of(Mechanism.ON_CPU), 255_000_000, ""),
                new Part(Cause.of(Mechanism.THROTTLED), 200_000_000, quota),
                new Part(Cause.of(Mechanism.RUN_QUEUE), 45_000_000, "hog")));
    ThreadTime collector =
        new ThreadTime(
            4714,
            "GC Thread#0",
            ThreadRole.COLLECTOR,
            SECOND,
            List.of(
                new Part(Cause.of(Mechanism.IDLE), 990_000_000, ""),
                new Part(Cause.of(Mechanism.RUN_QUEUE), 10_000_000, "hog")));
    return new LiveCauses(
        new Origin(0, 1_700_000_000_000L),
        new Window(2 * SECOND, 3 * SECOND, List.of(one, two, collector)),
        3 * SECOND,
        List.of(one, two, collector),
        SampleReports.causes().worst());
  }

  private static LiveCauses anything(Random random) {
    List<ThreadTime> threads = new ArrayList<>();
    int count = random.nextInt(30);
    for (int i = 0; i < count; i++) {
      threads.add(thread(1_000 + i, random));
    }
    return new LiveCauses(
        new Origin(0, 1_700_000_000_000L),
        new Window(0, SECOND, threads),
        SECOND,
        threads,
        SampleReports.causes().worst());
  }

  private static ThreadTime thread(int tid, Random random) {
    List<Part> parts = new ArrayList<>();
    long left = random.nextInt(3) == 0 ? random.nextInt((int) SECOND) : SECOND;
    long nanos = left;
    Mechanism[] all = Mechanism.values();
    for (int first = random.nextInt(all.length); left > 0; first++) {
      long one = random.nextInt(4) == 0 ? left : Math.min(left, random.nextInt((int) SECOND));
      Cause cause = Cause.of(all[first % all.length]).behind(all[random.nextInt(all.length)]);
      if (one > 0) {
        parts.add(new Part(cause, one, random.nextBoolean() ? "" : "größer\u001b[2J 日本語"));
      }
      left -= one;
    }
    String[] names = {"main", "worker-12345678", "漢字のスレッド名前", ""};
    ThreadRole[] roles = ThreadRole.values();
    // Without a blank, so that the columns of a row can be told apart.
    String name = tid % 2 == 0 ? "t" + tid : names[random.nextInt(names.length)] + "_";
    return new ThreadTime(tid, name, roles[random.nextInt(roles.length)], nanos, parts);
  }
}
