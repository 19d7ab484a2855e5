package dev.keelson.latency.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jvm.JvmEvent.Activity;
import dev.keelson.jvm.JvmEvent.Kind;
import dev.keelson.jvm.JvmEvent.Stop;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.fact.Turn.Occupant;
import dev.keelson.latency.timeline.Observed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** Whatever facts come, in whatever order: the parts of every interval sum to the whole. */
class AnyFactsTest {
  private static final int THREADS = 7;

  @Property(tries = 300)
  void thePartsSumToTheWholeWhateverIsLostDoubledOrLate(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 0.9) double lost,
      @ForAll @DoubleRange(min = 0, max = 0.5) double doubled,
      @ForAll @DoubleRange(min = 0, max = 1) double shuffled) {
    Random random = new Random(seed);
    List<Fact> facts = facts(random);
    facts.removeIf(_ -> random.nextDouble() < lost);
    for (Fact fact : List.copyOf(facts)) {
      if (random.nextDouble() < doubled) {
        facts.add(random.nextInt(facts.size()), fact);
      }
    }
    for (int i = 0; i < facts.size(); i++) {
      if (random.nextDouble() < shuffled) {
        Collections.swap(facts, i, random.nextInt(facts.size()));
      }
    }
    CauseAnalysis analysis =
        new CauseAnalysis(
            new CauseAnalysis.Settings(50, OptionalLong.of(400_000), 1_000, 500_000, 3_000_000),
            new Origin(0, 0),
            random.nextBoolean() ? "x86_64" : "aarch64");
    long now = 0;
    for (Fact fact : facts) {
      analysis.accept(fact);
      if (fact instanceof Turn turn) {
        now = Math.max(now, turn.endNanos());
        analysis.settle(now);
      }
    }
    CauseReport report = analysis.finish();
    for (Interval interval : report.worst()) {
      assertThat(interval.parts().stream().mapToLong(Part::nanos).sum())
          .isEqualTo(interval.durationNanos());
      assertThat(interval.parts()).allSatisfy(part -> assertThat(part.nanos()).isPositive());
      assertThat(interval.parts()).noneMatch(part -> part.cause().first() == Mechanism.IDLE);
    }
    assertThat(report.causes().stream().mapToLong(CauseSum::nanos).sum())
        .isEqualTo(report.rankedNanos());
    assertThat(report.worst())
        .isSortedAccordingTo(Comparator.comparingLong(Interval::durationNanos).reversed());
  }

  @Property(tries = 100)
  void theCausesOfAWaitReachFromItsBeginningToItsEnd(@ForAll long seed) {
    Random random = new Random(seed);
    List<Fact> facts = facts(random);
    facts.removeIf(_ -> random.nextInt(4) == 0);
    Observed observed = new Observed();
    facts.forEach(observed::add);
    CriticalPath path = new CriticalPath(observed, new BlockedReasons(observed, "x86_64"));
    for (Fact fact : facts) {
      if (fact instanceof Turn turn && turn.leftNanos() < turn.endNanos()) {
        List<Span> spans = path.ofThread(turn.tid(), turn.leftNanos(), turn.endNanos());
        long at = turn.leftNanos();
        for (Span span : spans) {
          assertThat(span.fromNanos()).isEqualTo(at);
          at = span.toNanos();
        }
        assertThat(at).isEqualTo(turn.endNanos());
      }
    }
  }

  /** Facts of a few threads that could be a measurement, in order. */
  static List<Fact> facts(Random random) {
    List<Fact> facts = new ArrayList<>();
    ThreadRole[] roles = ThreadRole.values();
    long[] now = new long[THREADS];
    for (int tid = 0; tid < THREADS; tid++) {
      facts.add(new Fact.Named(tid, 1, "t" + tid, roles[random.nextInt(roles.length)]));
    }
    for (int i = 0; i < 400; i++) {
      int tid = random.nextInt(THREADS);
      switch (random.nextInt(8)) {
        case 0 -> {
          long start = now[tid];
          long stopped = start + random.nextInt(50_000);
          long end = stopped + random.nextInt(500_000);
          facts.add(new Fact.Jvm(new Stop(start, stopped, end, "Op", random.nextBoolean())));
        }
        case 1, 2 -> {
          Kind[] kinds = Kind.values();
          long start = Math.max(0, now[tid] - random.nextInt(500_000));
          facts.add(
              new Fact.Jvm(
                  new Activity(
                      kinds[random.nextInt(kinds.length)],
                      tid,
                      random.nextInt(3),
                      start,
                      start + random.nextInt(900_000),
                      random.nextBoolean() ? "ReentrantLock$Sync" : "FutureTask",
                      random.nextInt(THREADS))));
        }
        default -> {
          long onCpu = random.nextInt(100_000);
          boolean blocked = random.nextBoolean();
          long offCpu = blocked ? random.nextInt(400_000) : -1;
          long wait = random.nextInt(200_000);
          now[tid] += onCpu + Math.max(0, offCpu) + wait;
          facts.add(
              new Turn(
                  tid,
                  1,
                  random.nextInt(2),
                  kind(random),
                  now[tid],
                  wait,
                  offCpu,
                  onCpu,
                  (long) (onCpu * random.nextDouble()),
                  (long) (wait * random.nextDouble()),
                  0,
                  random.nextInt(3),
                  blocked
                      ? new Blocked(
                          1 << random.nextInt(5),
                          random.nextBoolean() ? 202 : random.nextInt(330) - 1,
                          random.nextInt(10),
                          random.nextBoolean() ? 0x80 : 0x189,
                          random.nextInt(3),
                          random.nextBoolean(),
                          random.nextInt(10) == 0,
                          random.nextInt(THREADS + 1),
                          1)
                      : Blocked.NOT,
                  new Occupant(random.nextInt(THREADS), 1, wait, random.nextBoolean() ? "x" : ""),
                  random.nextBoolean() ? "y" : ""));
        }
      }
    }
    return facts;
  }

  /** Mostly one after which the thread goes on. */
  private static Turn.Kind kind(Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> Turn.Kind.EXITED;
      case 1 -> Turn.Kind.CUT;
      case 2, 3, 4, 5, 6, 7, 8, 9 -> Turn.Kind.WOKEN;
      default -> Turn.Kind.PREEMPTED;
    };
  }
}
