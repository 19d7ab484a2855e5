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
    Verdict verdict = judged(Fault.all(LOCK, WINDOW), interval(7, 120, part(Mechanism.LOCK, 30)));

    assertThat(verdict).isEqualTo(new Verdict(1, 1, 1, 1, 30 * MILLI, 0, 100 * MILLI, 0));
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
        judged(
            Fault.all(LOCK, WINDOW),
            interval(7, 120, part(Mechanism.LOCK, 10)),
            interval(8, 120, part(Mechanism.RUN_QUEUE, 20)));

    assertThat(verdict.recall()).isZero();
    assertThat(verdict.precision()).isEqualTo(1);
  }

  @Test
  void aWindowOfOneThreadIsAboutThatThread() {
    Verdict verdict =
        judged(
            Fault.all(LOCK, List.of(new Window(7, 100 * MILLI, 200 * MILLI))),
            interval(7, 120, part(Mechanism.LOCK, 10)),
            interval(8, 120, part(Mechanism.RUN_QUEUE, 20)));

    assertThat(verdict.recall()).isEqualTo(1);
  }

  @Test
  void aClaimOutsideOfAllWindowsIsFalse() {
    Verdict verdict =
        judged(
            Fault.all(LOCK, WINDOW),
            interval(7, 120, part(Mechanism.LOCK, 30)),
            interval(7, 500, part(Mechanism.LOCK, 30)));

    assertThat(verdict.claims()).isEqualTo(2);
    assertThat(verdict.precision()).isEqualTo(0.5);
  }

  @Test
  void whatHasNoCauseIsCounted() {
    Verdict verdict =
        judged(
            Fault.all(LOCK, WINDOW),
            interval(7, 120, part(Mechanism.LOCK, 30), part(Mechanism.UNEXPLAINED, 10)));

    assertThat(verdict.unexplained()).isEqualTo(0.25);
  }

  @Test
  void whoHadTheCpuBelongsToTheClaim() {
    Claim hog = new Claim(Set.of(Mechanism.RUN_QUEUE), "yes");

    assertThat(hog.isMadeBy(new Part(Cause.of(Mechanism.RUN_QUEUE), 1, "yes"))).isTrue();
    assertThat(hog.isMadeBy(new Part(Cause.of(Mechanism.RUN_QUEUE), 1, "java"))).isFalse();
  }

  @Test
  void anotherThreadOnTheCpuIsAnotherCause() {
    Claim hog = new Claim(Set.of(Mechanism.RUN_QUEUE), "yes");
    Verdict verdict =
        judged(
            Fault.all(hog, WINDOW),
            interval(7, 120, runQueue("yes", 10), runQueue("t-1", 9)),
            interval(8, 120, runQueue("yes", 10), runQueue("t-0", 9)));

    assertThat(verdict.recall()).isEqualTo(1); // 20 against 9 and 9
  }

  @Test
  void theMagnitudeIsWhatNamesTheFaultOfThoseOfWhomThereIsAnAccount() {
    Held account = new Held(7, 100 * MILLI, 200 * MILLI, 40 * MILLI);
    Verdict verdict =
        judged(
            new Fault(LOCK, WINDOW, List.of(account)),
            interval(7, 120, part(Mechanism.LOCK, 30), part(Mechanism.RUN_QUEUE, 5)),
            interval(8, 120, part(Mechanism.LOCK, 30)), // of this thread there is no account
            interval(7, 180, part(Mechanism.LOCK, 40)), // half of it
            interval(7, 500, part(Mechanism.LOCK, 30)));

    assertThat(verdict.heldNanos()).isEqualTo(40 * MILLI);
    assertThat(verdict.namedNanos()).isEqualTo(50 * MILLI);
    assertThat(verdict.magnitude()).isEqualTo(1.25);
  }

  @Test
  void anAccountOfTheWholeJvmIsAboutItsPauses() {
    Interval pause =
        new Interval(
            Interval.Kind.PAUSE,
            9,
            "VM Thread",
            0,
            120 * MILLI,
            30 * MILLI,
            List.of(part(Mechanism.LOCK, 30)));
    Verdict verdict =
        judged(Fault.all(LOCK, WINDOW), pause, interval(7, 120, part(Mechanism.LOCK, 30)));

    assertThat(verdict.namedNanos()).isEqualTo(30 * MILLI);
  }

  @Test
  void whatNamesAnotherInjectedFaultTakesNothingFromThisOne() {
    List<Interval> intervals =
        List.of(
            interval(7, 120, part(Mechanism.LOCK, 10)),
            interval(8, 120, part(Mechanism.THROTTLED, 20)));
    Judge judge = new Judge(intervals, 0);

    assertThat(judge.of(Fault.all(LOCK, WINDOW), List.of()).recall()).isZero();
    assertThat(judge.of(Fault.all(LOCK, WINDOW), List.of(Claim.of(Mechanism.THROTTLED))).recall())
        .isEqualTo(1);
  }

  @Test
  void allMechanismsOfAClaimMustBeInTheChain() {
    Claim inversion = Claim.of(Mechanism.LOCK, Mechanism.RUN_QUEUE);

    assertThat(inversion.isMadeBy(part(Mechanism.LOCK, 1))).isFalse();
    assertThat(
            inversion.isMadeBy(
                new Part(Cause.of(Mechanism.LOCK).behind(Mechanism.RUN_QUEUE), 1, "")))
        .isTrue();
  }

  @Test
  void onlyTheTimeThatIsJudgedCounts() {
    Window before = new Window(7, 10 * MILLI, 20 * MILLI);
    Window in = new Window(7, 100 * MILLI, 110 * MILLI);
    Fault within =
        Fault.all(LOCK, List.of(before, in)).within(new Window(0, 50 * MILLI, 200 * MILLI));

    assertThat(within.windows()).containsExactly(in);
    assertThat(within.held()).containsExactly(Held.all(in));
  }

  @Test
  void aShortWindowNeedNotBeFoundButMakesAClaimTrue() {
    Verdict verdict =
        judged(
            Fault.all(LOCK, List.of(new Window(7, 120 * MILLI, 124 * MILLI))),
            interval(7, 120, part(Mechanism.LOCK, 6)));

    assertThat(verdict.windows()).isZero();
    assertThat(verdict.precision()).isEqualTo(1);
  }

  private static Verdict judged(Fault fault, Interval... intervals) {
    return new Judge(List.of(intervals), 5 * MILLI).of(fault, List.of());
  }

  private static Part runQueue(String who, long millis) {
    return new Part(Cause.of(Mechanism.RUN_QUEUE), millis * MILLI, who);
  }

  private static Part part(Mechanism mechanism, long millis) {
    return new Part(Cause.of(mechanism), millis * MILLI, "");
  }

  private static Interval interval(int tid, long fromMillis, Part... parts) {
    long nanos = List.of(parts).stream().mapToLong(Part::nanos).sum();
    return new Interval(Interval.Kind.WAIT, tid, "t", 0, fromMillis * MILLI, nanos, List.of(parts));
  }
}
