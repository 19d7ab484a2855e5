package dev.keelson.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Part;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final long MILLI = 1_000_000;
  private static final Claim LOCK = Claim.of(Mechanism.LOCK);
  private static final List<Window> WINDOW = List.of(new Window(0, 100 * MILLI, 200 * MILLI));

  @Test
  void aFaultThatLeadsInItsWindowIsFound() {
    Verdict verdict =
        Judge.judge(WINDOW, LOCK, List.of(interval(7, 120, part(Mechanism.LOCK, 30))));

    assertThat(verdict).isEqualTo(new Verdict(1, 1, 1, 1, 30 * MILLI, 0));
  }

  @Test
  void aFaultThatIsFollowedThroughIsNamedToo() {
    Part behind = new Part(Cause.of(Mechanism.LOCK).behind(Mechanism.THROTTLED), 30 * MILLI, "");

    assertThat(LOCK.isMadeBy(behind)).isTrue();
    assertThat(Claim.of(Mechanism.THROTTLED).isMadeBy(behind)).isTrue();
    assertThat(Claim.of(Mechanism.DISK).isMadeBy(behind)).isFalse();
  }

  @Test
  void whereSomethingElseOutweighsItItIsNotFound() {
    Verdict verdict =
        Judge.judge(
            WINDOW,
            LOCK,
            List.of(
                interval(7, 120, part(Mechanism.LOCK, 10)),
                interval(8, 120, part(Mechanism.RUN_QUEUE, 20))));

    assertThat(verdict.recall()).isZero();
    assertThat(verdict.precision()).isEqualTo(1);
  }

  @Test
  void aWindowOfOneThreadIsAboutThatThread() {
    Verdict verdict =
        Judge.judge(
            List.of(new Window(7, 100 * MILLI, 200 * MILLI)),
            LOCK,
            List.of(
                interval(7, 120, part(Mechanism.LOCK, 10)),
                interval(8, 120, part(Mechanism.RUN_QUEUE, 20))));

    assertThat(verdict.recall()).isEqualTo(1);
  }

  @Test
  void aClaimOutsideOfAllWindowsIsFalse() {
    Verdict verdict =
        Judge.judge(
            WINDOW,
            LOCK,
            List.of(
                interval(7, 120, part(Mechanism.LOCK, 30)),
                interval(7, 500, part(Mechanism.LOCK, 30))));

    assertThat(verdict.claims()).isEqualTo(2);
    assertThat(verdict.precision()).isEqualTo(0.5);
  }

  @Test
  void whatHasNoCauseIsCounted() {
    Verdict verdict =
        Judge.judge(
            WINDOW,
            LOCK,
            List.of(interval(7, 120, part(Mechanism.LOCK, 30), part(Mechanism.UNEXPLAINED, 10))));

    assertThat(verdict.unexplained()).isEqualTo(0.25);
  }

  @Test
  void whoHadTheCpuBelongsToTheClaim() {
    Claim hog = new Claim(Set.of(Mechanism.RUN_QUEUE), "yes");

    assertThat(hog.isMadeBy(new Part(Cause.of(Mechanism.RUN_QUEUE), 1, "yes"))).isTrue();
    assertThat(hog.isMadeBy(new Part(Cause.of(Mechanism.RUN_QUEUE), 1, "java"))).isFalse();
  }

  @Test
  void aLineOfTheSafepointLogIsAWindow() {
    String line =
        "[5000ns] Safepoint \"%s\", Time since last: 9 ns, Reaching safepoint: 1 ns, At safepoint: 2 ns,"
            + " Total: 3 ns";

    assertThat(SafepointLine.collection(line.formatted("G1CollectForAllocation")))
        .contains(new Window(0, 4997, 5000));
    assertThat(SafepointLine.collection(line.formatted("ThreadDump"))).isEmpty();
    assertThat(SafepointLine.collection("[5000ns] something else")).isEmpty();
  }

  private static Part part(Mechanism mechanism, long millis) {
    return new Part(Cause.of(mechanism), millis * MILLI, "");
  }

  private static Interval interval(int tid, long fromMillis, Part... parts) {
    long nanos = List.of(parts).stream().mapToLong(Part::nanos).sum();
    return new Interval(Interval.Kind.WAIT, tid, "t", 0, fromMillis * MILLI, nanos, List.of(parts));
  }
}
