package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.Mechanism;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CauseTablesTest {
  @Test
  void eightyColumnsHoldAllThatOneNeeds() {
    assertThat(withoutClock(new CauseTables(80, 5).lines(SampleReports.causes())))
        .isEqualTo(
            """

            Why it was slow: p99 41.0 ms of 3 slow waits and pauses, 69.0 ms together. 43 %
              lock > throttled: /shop (quota 50 ms per 100 ms); 22 % throttled: /shop (quota
              50 ms per 100 ms); 16 % lock: Pool.
            Against throttled: raise the cgroup's quota, or use fewer threads at once: GC
              and compiler threads count, -XX:ActiveProcessorCount limits them.
            Against lock: hold the lock for less time, or split it; behind > stands what
              kept its holder.

              share     time  in  cause             mostly
               43 %  30.0 ms   1  lock > throttled  /shop (quota 50 ms per...
               22 %  15.0 ms   1  throttled         /shop (quota 50 ms per...
               16 %  11.0 ms   1  lock              Pool
               12 %  8.00 ms   1  gc-pause          G1CollectForAllocation
                7 %  5.00 ms   1  run-queue         hog
               <1 %     1 ns   1  unexplained

            Slow threads
              thread           time  cases    worst  mostly
              worker-1 #77  41.0 ms      1  41.0 ms  73 % lock > throttled
              worker-2      20.0 ms      1  20.0 ms  75 % throttled
              (all)         8.00 ms      1  8.00 ms  100 % gc-pause

            Worst cases
              at               took  thread        because
              hh:mm:ss.005  41.0 ms  worker-1 #77  lock > throttled 30.0 ms, ...
              hh:mm:ss.006  20.0 ms  worker-2      throttled 15.0 ms, run-queue 5.00 ms
              hh:mm:ss.009  8.00 ms  (all)         gc-pause 8.00 ms, unexplained 1 ns

            Not counted as slow: 12 waits with nothing to do, 34.0 s; 3,456 waits too short
              to be ranked, 78.0 ms.
            The flight recorder's times are off by at most 64 ns (99 of 100).
            Missing: the queue of virtual threads (freeze and thaw are not probed). It
              costs: virtual-thread-queue is not told.
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120, 200})
  void noLineIsWiderThanTheTerminal(int columns) {
    assertThat(new CauseTables(columns, 5).lines(SampleReports.causes()))
        .allSatisfy(line -> assertThat(TextTable.width(line)).isLessThanOrEqualTo(columns));
  }

  @Test
  void aWideTerminalShowsBars() {
    assertThat(String.join("\n", new CauseTables(200, 5).lines(SampleReports.causes())))
        .contains("███████████████▓▓▓▓▓");
  }

  @Test
  void whereNothingWasSlowItSaysSo() {
    CauseReport some = SampleReports.causes();
    CauseReport none =
        new CauseReport(
            some.origin(),
            List.of(),
            List.of(),
            some.idle(),
            some.unexamined(),
            some.clockResidualNanos(),
            List.of());
    assertThat(new CauseTables(80, 5).lines(none))
        .contains("Why it was slow: nothing was: no wait with work to do was seen.");
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void everyCauseHasASentenceOnWhatToTry(Mechanism mechanism) {
    assertThat(Remedy.of(mechanism)).endsWith(".");
  }

  // The time of day depends on the zone.
  private static String withoutClock(List<String> lines) {
    return String.join("\n", lines).replaceAll("\\d\\d:\\d\\d:\\d\\d", "hh:mm:ss") + "\n";
  }
}
