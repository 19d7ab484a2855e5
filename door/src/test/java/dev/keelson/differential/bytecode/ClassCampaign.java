package dev.keelson.differential.bytecode;

import dev.keelson.compiler.Features;
import dev.keelson.differential.random.Tally;
import dev.keelson.differential.random.Trial;
import dev.keelson.differential.random.Verdict;
import dev.keelson.differential.random.Watcher;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Many random classes, one after the other.
 *
 * @param targets which each class is compiled for one of
 * @param inputs on how many inputs each runs
 * @param kernel whether the kernel takes part
 */
public record ClassCampaign(long seed, List<Features> targets, int inputs, boolean kernel) {
  private static final Duration SHRINKING = Duration.ofSeconds(20);

  /**
   * The counts.
   *
   * @param classes how many
   * @param failuresWanted after how many failures it ends
   */
  public Tally run(int classes, int failuresWanted, Watcher watcher) {
    Tally tally = new Tally(Arrays.stream(Shape.values()).map(Shape::text).toList());
    for (int i = 0; i < classes && tally.failed() < failuresWanted; i++) {
      Decisions decisions = Decisions.drawn(seedOf(i));
      RandomClass made = RandomClass.of("C" + i, decisions);
      Trial trial =
          new Trial(
              targets.get(Math.floorMod(seedOf(i) >>> 7, targets.size())),
              inputs,
              seedOf(i),
              kernel);
      Verdict verdict = verdict(made, trial);
      tally.add(made.shapes().stream().map(Shape::text).toList(), verdict);
      if (verdict.failed()) {
        watcher.failed("C" + i, failure(decisions.made(), trial, verdict));
      }
      watcher.reached(tally);
    }
    return tally;
  }

  private long seedOf(int index) {
    return seed + 0x9e37_79b9_7f4a_7c15L * index;
  }

  private static Verdict verdict(RandomClass made, Trial trial) {
    return trial.of(made.name(), Map.of(made.name(), made.bytes()));
  }

  private String failure(List<Long> decisions, Trial trial, Verdict verdict) {
    List<Long> smallest =
        Decisions.smaller(
            decisions,
            fewer -> verdict(small(fewer), trial).kind() == verdict.kind(),
            System.nanoTime() + SHRINKING.toNanos());
    RandomClass small = small(smallest);
    return "seed %d, %s for %s\n%s\ndecisions %s\n%s"
        .formatted(
            seed,
            verdict.kind(),
            trial.features(),
            verdict(small, trial).detail(),
            smallest,
            listing(small));
  }

  private static RandomClass small(List<Long> decisions) {
    return RandomClass.of("Small", Decisions.given(decisions));
  }

  /** Its instructions, one a line. */
  private static String listing(RandomClass made) {
    ClassModel type = ClassFile.of().parse(made.bytes());
    return type.methods().stream()
        .filter(method -> method.methodName().equalsString("run"))
        .map(ClassCampaign::listing)
        .collect(Collectors.joining("\n"));
  }

  private static String listing(MethodModel method) {
    return method.methodName()
        + "\n"
        + method.code().orElseThrow().elementList().stream()
            .map(element -> "  " + element)
            .collect(Collectors.joining("\n"));
  }
}
