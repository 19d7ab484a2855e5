package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Part;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CauseTablesTest {
  private static final OptionalLong NONE = OptionalLong.empty();

  @Test
  void eightyColumnsHoldAllThatOneNeeds() {
    assertThat(withoutClock(lines(new CauseTables(80, 5, NONE), SampleReports.causes())))
        .isEqualTo(
            """

            Why it was slow: p99 41.0 ms of 3 slow waits and pauses, 69.0 ms together. 43 %
              lock > throttled: /shop (quota 50 ms per 100 ms); 22 % throttled: /shop (quota
              50 ms per 100 ms); 16 % lock: Pool.
            Against throttled: raise the cgroup's quota, or use fewer threads at once: GC
              and compiler threads count, -XX:ActiveProcessorCount limits them.
            Against lock: hold the lock for less time, or split it; behind > stands what
              kept its holder.

              share     time  cases  cause             mostly
               43 %  30.0 ms      1  lock > throttled  /shop (quota 50 ms per 100 ms)
               22 %  15.0 ms      1  throttled         /shop (quota 50 ms per 100 ms)
               16 %  11.0 ms      1  lock              Pool
               12 %  8.00 ms      1  gc-pause          G1CollectForAllocation
                7 %  5.00 ms      1  run-queue         hog
               <1 %     1 ns      1  unexplained

            Slow threads
               TID  thread          time  cases    worst  mostly
              4712  worker-1     41.0 ms      1  41.0 ms  73 % lock > throttled
              4713  worker-2     20.0 ms      1  20.0 ms  75 % throttled
                    (whole JVM)  8.00 ms      1  8.00 ms  100 % gc-pause

            Worst cases
              at               took  thread                  because
              hh:mm:ss.005  41.0 ms  worker-1 #77  ██████▓▓  █ lock > throttled 30.0 ms
                                                             ▓ lock 11.0 ms
              hh:mm:ss.006  20.0 ms  worker-2      ██████▓▓  █ throttled 15.0 ms
                                                             ▓ run-queue 5.00 ms
              hh:mm:ss.009  8.00 ms  (whole JVM)   ████████  █ gc-pause 8.00 ms  ...

            Not counted as slow: 12 waits with nothing to do, 34.0 s; 3,456 waits of the
              JVM's own threads or too short to be ranked, 78.0 ms.
            The flight recorder's times are off by at most 64 ns (99 of 100).
            Missing: the queue of virtual threads (freeze and thaw are not probed). It
              costs: virtual-thread-queue is not told.
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120, 200})
  void noLineIsWiderThanTheTerminal(int columns) {
    assertThat(lines(new CauseTables(columns, 5, NONE), SampleReports.causes()))
        .allSatisfy(line -> assertThat(TextTable.width(line)).isLessThanOrEqualTo(columns));
  }

  @Test
  void everyIntervalAboveALimitIsListedInTheOrderOfTime() {
    assertThat(
            withoutClock(
                lines(new CauseTables(80, 0, OptionalLong.of(5_000_000)), SampleReports.causes())))
        .contains(
            """
            Every slow wait and pause above 5.00 ms: 3, 69.0 ms together
              at               took   TID  thread        because
              hh:mm:ss.005  41.0 ms  4712  worker-1 #77  █ lock > throttled 30.0 ms: /shop
                                                           (quota 50 ms per 100 ms)
                                                         ▓ lock 11.0 ms: Pool
              hh:mm:ss.006  20.0 ms  4713  worker-2      █ throttled 15.0 ms: /shop (quota
                                                           50 ms per 100 ms)
                                                         ▓ run-queue 5.00 ms: hog
              hh:mm:ss.009  8.00 ms  4714  (whole JVM)   █ gc-pause 8.00 ms:
                                                           G1CollectForAllocation
                                                         ? unexplained 1 ns
            Dropped: 2 more above 5.00 ms, the shortest of them, 12.0 ms together: there
              were too many to keep.
            """);
  }

  @Test
  void whereNothingIsAboveTheLimitTheListSaysSo() {
    assertThat(lines(new CauseTables(80, 0, OptionalLong.of(41_000_000)), SampleReports.causes()))
        .contains("No slow wait and no pause was above 41.0 ms.");
  }

  @Test
  void aWideTerminalShowsBars() {
    assertThat(String.join("\n", lines(new CauseTables(200, 5, NONE), SampleReports.causes())))
        .contains("███████████████▓▓▓▓▓");
  }

  @Test
  void whereNothingWasSlowItSaysSo() {
    CauseReport some = SampleReports.causes();
    CauseReport none =
        new CauseReport(
            some.origin(),
            List.of(),
            Optional.empty(),
            List.of(),
            some.idle(),
            some.unexamined(),
            some.clockResidualNanos(),
            List.of());
    assertThat(lines(new CauseTables(80, 5, NONE), none))
        .contains("Why it was slow: nothing was slow. No wait with work to do was seen.");
  }

  @Test
  void whereNothingRaisesAnAlarmThereIsNoRemedy() {
    CauseReport some = SampleReports.causes();
    List<Interval> brief = List.of(pause(3_000_000), pause(200_000));
    CauseReport well =
        new CauseReport(
            some.origin(),
            brief,
            Optional.empty(),
            CauseReport.sums(brief),
            some.idle(),
            some.unexamined(),
            some.clockResidualNanos(),
            List.of());
    List<String> lines = new CauseTables(120, 0, NONE).tables(well);

    assertThat(lines)
        .contains(
            "Why it was slow: nothing worth a remedy was; p99 3.00 ms of 2 slow waits and pauses,"
                + " 3.20 ms together. 100 % gc-pause:")
        .noneMatch(line -> line.startsWith("Against"));
  }

  private static Interval pause(long nanos) {
    return new Interval(
        Interval.Kind.PAUSE,
        1,
        "VM Thread",
        0,
        0,
        nanos,
        List.of(new Part(Cause.of(Mechanism.GC_PAUSE), nanos, "G1CollectForAllocation")));
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void everyCauseHasASentenceOnWhatToTry(Mechanism mechanism) {
    assertThat(Remedy.of(mechanism)).endsWith(".");
  }

  private static List<String> lines(CauseTables tables, CauseReport report) {
    return Stream.of(tables.tables(report), tables.list(report), tables.notes(report))
        .filter(section -> !section.isEmpty())
        .flatMap(section -> Stream.concat(Stream.of(""), section.stream()))
        .toList();
  }

  // The time of day depends on the zone.
  private static String withoutClock(List<String> lines) {
    return String.join("\n", lines).replaceAll("\\d\\d:\\d\\d:\\d\\d", "hh:mm:ss") + "\n";
  }
}
