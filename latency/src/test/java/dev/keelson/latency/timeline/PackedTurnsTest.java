package dev.keelson.latency.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PackedTurnsTest {
  private static final int TID = 4711;

  @Property(tries = 200)
  void whatIsTakenOutIsWhatWasPutIn(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PackedTurns packed = new PackedTurns(TID);
    List<Turn> expected = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      if (random.nextInt(20) == 0) {
        int dropped = random.nextInt(expected.size() + 1);
        packed.removeFirst(dropped);
        expected.subList(0, dropped).clear();
      } else {
        int place = expected.size() - Math.min(expected.size(), random.nextInt(3));
        Turn turn = turn(random);
        packed.add(place, turn);
        expected.add(place, turn);
      }
      assertThat(packed.size()).isEqualTo(expected.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      assertThat(packed.get(i)).isEqualTo(expected.get(i));
      assertThat(packed.cpu(i)).isEqualTo(expected.get(i).cpu());
      assertThat(packed.endNanos(i)).isEqualTo(expected.get(i).endNanos());
    }
  }

  private static Turn turn(SplittableRandom random) {
    Turn.Kind[] kinds = Turn.Kind.values();
    long wait = random.nextLong(Long.MAX_VALUE);
    long onCpu = random.nextLong(Long.MAX_VALUE);
    boolean blocked = random.nextBoolean();
    return new Turn(
        TID,
        random.nextInt(),
        random.nextInt(1 << 20),
        kinds[random.nextInt(kinds.length)],
        random.nextLong(),
        wait,
        blocked ? random.nextLong(Long.MAX_VALUE) : -1,
        onCpu,
        random.nextLong(onCpu),
        random.nextLong(wait),
        random.nextLong(wait),
        random.nextLong(),
        blocked
            ? new Turn.Blocked(
                random.nextInt(),
                random.nextInt(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextInt(),
                random.nextInt())
            : Turn.Blocked.NOT,
        new Turn.Occupant(
            random.nextInt(), random.nextInt(), random.nextLong(), "name " + random.nextInt(9)),
        "stranger " + random.nextInt(9));
  }
}
