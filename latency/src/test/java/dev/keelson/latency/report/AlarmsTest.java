package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.CauseSum;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Origin;
import dev.keelson.latency.cause.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  private static final long MICRO = 1_000;
  private static final long SECOND = 1_000_000_000;
  private final List<Interval> intervals = new ArrayList<>();

  @Test
  void aFewShortWaitsNowAndThenAreNoAlarm() {
    for (int i = 0; i < 100; i++) {
      wait(i * SECOND / 10, Mechanism.RUN_QUEUE, 500 * MICRO); // half a hundredth
    }

    assertThat(alarms()).isEmpty();
  }

  @Test
  void manyShortWaitsAreOne() {
    for (int i = 0; i < 100; i++) {
      wait(i * SECOND / 100, Mechanism.LOCK, 500 * MICRO); // five hundredths
    }

    assertThat(alarms()).containsExactly(Mechanism.LOCK);
  }

  @Test
  void oneLongPauseIsOne() {
    wait(0, Mechanism.RUN_QUEUE, 200 * MICRO);
    wait(10 * SECOND, Mechanism.GC_PAUSE, 12_000 * MICRO);

    assertThat(alarms()).containsExactly(Mechanism.GC_PAUSE);
  }

  @Test
  void aLongWaitThatIsLittleOfTheWholeIsNotTold() {
    wait(0, Mechanism.THROTTLED, 900_000 * MICRO);
    wait(5 * SECOND, Mechanism.DISK, 20_000 * MICRO);

    assertThat(alarms()).containsExactly(Mechanism.THROTTLED);
  }

  @Test
  void twoWaitsThatLieCloseTogetherAreNotMuchOfASecond() {
    wait(0, Mechanism.LOCK, 900 * MICRO);
    wait(1_000 * MICRO, Mechanism.LOCK, 900 * MICRO);

    assertThat(alarms()).isEmpty();
  }

  @Test
  void nothingIsNoAlarm() {
    assertThat(alarms()).isEmpty();
  }

  private void wait(long fromNanos, Mechanism mechanism, long nanos) {
    intervals.add(
        new Interval(
            Interval.Kind.WAIT,
            7,
            "t",
            0,
            fromNanos,
            nanos,
            List.of(new Part(Cause.of(mechanism), nanos, ""))));
  }

  private List<Mechanism> alarms() {
    intervals.sort(Comparator.comparingLong(Interval::durationNanos).reversed());
    CauseReport report =
        new CauseReport(
            new Origin(0, 0),
            intervals,
            Optional.empty(),
            CauseReport.sums(intervals),
            CauseReport.Sum.NONE,
            CauseReport.Sum.NONE,
            OptionalLong.empty(),
            List.of());
    return Alarms.of(report).stream().map(CauseSum::cause).map(Cause::first).toList();
  }
}
