package dev.keelson.latency.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Turn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is found piece by piece, against a look at everything. */
class StandstillsTest {
  private static final int PID = 100;
  private static final long MICRO = 1_000;

  /** From one time to another. */
  private record Stretch(int tid, long from, long to) {}

  @Property(tries = 500)
  void whatIsFoundInOrderIsWhatThereIs(@ForAll long seed) {
    Random random = new Random(seed);
    List<Turn> turns = turns(random, 1 + random.nextInt(5));
    assertThat(found(turns, Long.MAX_VALUE / 2)).isEqualTo(expected(turns));
  }

  @Property(tries = 500)
  void whatComesLateTakesBackWhatItRefutes(@ForAll long seed) {
    Random random = new Random(seed);
    List<Turn> turns = turns(random, 1 + random.nextInt(5));
    for (int i = 0; i < 10; i++) {
      Collections.swap(turns, random.nextInt(turns.size()), random.nextInt(turns.size()));
    }
    long lag = random.nextLong(20_000) * MICRO;
    for (Standstill one : found(turns, lag)) {
      assertThat(one.toNanos() - one.fromNanos())
          .isGreaterThanOrEqualTo(Standstills.SHORTEST_NANOS);
      assertThat(runs(turns))
          .noneMatch(run -> run.from() < one.toNanos() && run.to() > one.fromNanos());
    }
  }

  private static Set<Standstill> found(List<Turn> turns, long lagNanos) {
    Standstills standstills = new Standstills();
    Set<Standstill> found = new HashSet<>();
    long latest = 0;
    for (Turn turn : turns) {
      found.removeAll(Set.copyOf(standstills.add(turn, true)));
      latest = Math.max(latest, turn.endNanos());
      found.addAll(standstills.endedBy(latest - lagNanos));
    }
    found.addAll(standstills.endedBy(Long.MAX_VALUE));
    return found;
  }

  private static Set<Standstill> expected(List<Turn> turns) {
    List<Stretch> runs = runs(turns);
    runs.sort(Comparator.comparingLong(Stretch::from));
    Set<Standstill> expected = new HashSet<>();
    long ranUntil = runs.getFirst().to();
    for (Stretch run : runs) {
      long end = run.from();
      if (end - ranUntil >= Standstills.SHORTEST_NANOS) {
        List<Stretch> waiting =
            turns.stream()
                .map(turn -> new Stretch(turn.tid(), turn.runnableNanos(), turn.endNanos()))
                .filter(one -> one.to() >= end && end - one.from() >= Standstills.SHORTEST_NANOS)
                .sorted(Comparator.comparingLong(Stretch::from))
                .toList();
        if (waiting.stream().map(Stretch::tid).distinct().count() > 1) {
          Stretch first = waiting.getFirst();
          expected.add(new Standstill(PID, first.tid(), Math.max(ranUntil, first.from()), end));
        }
      }
      ranUntil = Math.max(ranUntil, run.to());
    }
    return expected;
  }

  private static List<Stretch> runs(List<Turn> turns) {
    List<Stretch> runs = new ArrayList<>();
    for (Turn turn : turns) {
      runs.add(new Stretch(turn.tid(), turn.leftNanos() - turn.onCpuNanos(), turn.leftNanos()));
      runs.add(new Stretch(turn.tid(), turn.endNanos(), turn.endNanos()));
    }
    return runs;
  }

  /** In order of their ends; no two at the same time. */
  private static List<Turn> turns(Random random, int threads) {
    List<Turn> turns = new ArrayList<>();
    for (int tid = 1; tid <= threads; tid++) {
      long now = 1_000_000_000L + tid;
      for (int i = 0; i < 20; i++) {
        long onCpu = random.nextLong(2_000) * MICRO;
        long offCpu = random.nextInt(3) == 0 ? -1 : random.nextLong(4_000) * MICRO;
        long wait = random.nextLong(random.nextBoolean() ? 100 : 5_000) * MICRO;
        now += onCpu + Math.max(0, offCpu) + wait;
        turns.add(
            new Turn(
                tid,
                PID,
                0,
                offCpu < 0 ? Turn.Kind.PREEMPTED : Turn.Kind.WOKEN,
                now,
                wait,
                offCpu,
                onCpu,
                0,
                0,
                0,
                0,
                Turn.Blocked.NOT,
                Turn.Occupant.NONE,
                ""));
      }
    }
    turns.sort(Comparator.comparingLong(Turn::endNanos));
    return turns;
  }
}
