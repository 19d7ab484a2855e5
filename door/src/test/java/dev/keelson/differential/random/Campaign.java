package dev.keelson.differential.random;

import dev.keelson.compiler.Features;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Many random programs, one after the other.
 *
 * @param targets which each program is compiled for one of
 * @param inputs on how many inputs each runs
 * @param kernel whether the kernel takes part
 */
public record Campaign(long seed, List<Features> targets, int inputs, boolean kernel) {
  /** So many are given to javac at once, which takes long to begin. */
  private static final int BATCH = 50;

  private static final Duration SHRINKING = Duration.ofSeconds(20);

  /**
   * The counts.
   *
   * @param programs how many
   * @param failuresWanted after how many failures it ends
   */
  public Tally run(int programs, int failuresWanted, Watcher watcher) {
    Tally tally = new Tally(Arrays.stream(Row.values()).map(Row::text).toList());
    for (int first = 0; first < programs; first += BATCH) {
      List<RandomProgram> batch = new ArrayList<>();
      for (int i = first; i < Math.min(programs, first + BATCH); i++) {
        batch.add(RandomProgram.of("P" + i, seedOf(i)));
      }
      Map<String, byte[]> classes = classes(batch);
      for (int i = 0; i < batch.size(); i++) {
        RandomProgram program = batch.get(i);
        tally.add(
            program.rows().stream().map(Row::text).toList(),
            one(program, first + i, classes, watcher));
        if (tally.failed() >= failuresWanted) {
          return tally;
        }
      }
      watcher.reached(tally);
    }
    return tally;
  }

  private long seedOf(int index) {
    return seed + 0x9e37_79b9_7f4a_7c15L * index;
  }

  private static Map<String, byte[]> classes(List<RandomProgram> batch) {
    try {
      return Javac.compile(batch);
    } catch (Javac.Refusal e) {
      return Map.of(); // then each on its own, to find which it is
    }
  }

  private Verdict one(
      RandomProgram program, int index, Map<String, byte[]> classes, Watcher watcher) {
    Features target = targets.get(Math.floorMod(seedOf(index) >>> 7, targets.size()));
    Trial trial = new Trial(target, inputs, seedOf(index), kernel);
    Verdict verdict =
        classes.isEmpty() ? trial.of(program) : trial.of(program.className(), classes);
    if (verdict.failed()) {
      watcher.failed(program.name(), failure(program, trial, verdict));
    }
    return verdict;
  }

  private String failure(RandomProgram program, Trial trial, Verdict verdict) {
    Shrinking shrinking =
        new Shrinking(
            code -> trial.of(new RandomProgram(program.name(), code)).kind() == verdict.kind(),
            verdict.kind() == Verdict.Kind.NO_JAVA ? Duration.ZERO : SHRINKING);
    RandomProgram small = new RandomProgram(program.name(), shrinking.smallest(program.code()));
    return "seed %d, program %s for %s: %s\n%s\n%s\n"
        .formatted(
            seed,
            program.name(),
            trial.features(),
            verdict.kind(),
            trial.of(small).detail(),
            small.source());
  }
}
