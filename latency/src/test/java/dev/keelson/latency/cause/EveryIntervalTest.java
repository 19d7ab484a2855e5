package dev.keelson.latency.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.fact.Turn.Occupant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Above a limit every interval is kept, once; where there are too many, the longest. */
class EveryIntervalTest {
  private record Wait(int tid, long startNanos, long durationNanos) {}

  @Property(tries = 200)
  void everyWaitAboveTheLimitAppearsOnce(
      @ForAll long seed,
      @ForAll @LongRange(min = 0, max = 200_000) long limit,
      @ForAll @IntRange(max = 3) int worst) {
    Random random = new Random(seed);
    List<Fact> facts = new ArrayList<>();
    List<Wait> expected = new ArrayList<>();
    long[] now = new long[5];
    for (int i = 0; i < 300; i++) {
      int tid = 1 + random.nextInt(4);
      long onCpu = random.nextInt(50_000);
      long wait = random.nextInt(200_000);
      now[tid] += onCpu + wait;
      facts.add(waited(tid, now[tid], wait, onCpu));
      if (wait > limit) {
        expected.add(new Wait(tid, now[tid] - wait, wait));
      }
    }

    CauseReport report = analysed(facts, worst, OptionalLong.of(limit));

    assertThat(
            report.worst().stream()
                .filter(interval -> interval.durationNanos() > limit)
                .map(one -> new Wait(one.tid(), one.startNanos(), one.durationNanos())))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(report.aboveLimit().orElseThrow().all().count()).isEqualTo(expected.size());
    assertThat(report.aboveLimit().orElseThrow().dropped()).isEqualTo(CauseReport.Sum.NONE);
  }

  @Property(tries = 200)
  void whateverFactsComeNoneAboveTheLimitIsMissing(
      @ForAll long seed, @ForAll @LongRange(min = 1_000, max = 500_000) long limit) {
    List<Fact> facts = AnyFactsTest.facts(new Random(seed));

    CauseReport all = analysed(facts, Integer.MAX_VALUE, OptionalLong.empty());
    CauseReport above = analysed(facts, 0, OptionalLong.of(limit));

    assertThat(above.worst())
        .containsExactlyElementsOf(
            all.worst().stream().filter(one -> one.durationNanos() > limit).toList());
    assertThat(all.aboveLimit()).isEmpty();
  }

  @Property(tries = 300)
  void whereThereAreTooManyTheShortestAreDroppedAndCounted(
      @ForAll @Size(max = 60) List<@LongRange(min = 1, max = 40) Long> lengths,
      @ForAll @LongRange(min = 0, max = 20) long limit,
      @ForAll @IntRange(max = 30) int bound) {
    Ranking ranking = new Ranking(0, OptionalLong.of(limit), bound);
    for (int i = 0; i < lengths.size(); i++) {
      long nanos = lengths.get(i);
      ranking.add(
          new Interval(
              Interval.Kind.WAIT,
              1,
              "t",
              0,
              100L * i,
              nanos,
              List.of(new Part(Cause.UNEXPLAINED, nanos, ""))));
    }

    List<Long> longestFirst =
        lengths.stream().filter(one -> one > limit).sorted(Comparator.reverseOrder()).toList();
    List<Long> kept = longestFirst.stream().limit(bound).toList();
    assertThat(ranking.longestFirst()).extracting(Interval::durationNanos).isEqualTo(kept);
    AboveLimit above = ranking.aboveLimit().orElseThrow();
    assertThat(above.all()).isEqualTo(new CauseReport.Sum(longestFirst.size(), sum(longestFirst)));
    assertThat(above.dropped())
        .isEqualTo(
            new CauseReport.Sum(longestFirst.size() - kept.size(), sum(longestFirst) - sum(kept)));
  }

  private static long sum(List<Long> nanos) {
    return nanos.stream().flatMapToLong(LongStream::of).sum();
  }

  private static CauseReport analysed(List<Fact> facts, int worst, OptionalLong limit) {
    CauseAnalysis analysis =
        new CauseAnalysis(
            new CauseAnalysis.Settings(worst, limit, 0, 500_000, Long.MAX_VALUE / 2),
            new Origin(0, 0),
            "x86_64");
    for (int tid = 1; tid < 5; tid++) {
      analysis.accept(new Fact.Named(tid, 1, "t" + tid, ThreadRole.APPLICATION));
    }
    for (Fact fact : facts) {
      analysis.accept(fact);
      if (fact instanceof Turn turn) {
        analysis.settle(turn.endNanos());
      }
    }
    return analysis.finish();
  }

  /** A turn of a thread that was preempted: all of its wait is spent in the run queue. */
  private static Turn waited(int tid, long endNanos, long wait, long onCpu) {
    return new Turn(
        tid,
        1,
        0,
        Turn.Kind.PREEMPTED,
        endNanos,
        wait,
        -1,
        onCpu,
        0,
        0,
        0,
        0,
        Blocked.NOT,
        new Occupant(9, 9, wait, "hog"),
        "");
  }
}
