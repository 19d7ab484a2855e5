package dev.keelson.differential.random;

import java.util.List;
import java.util.SplittableRandom;

/** Where chance comes from; the same seed draws the same. Mutable, confined to one thread. */
final class Draw {
  private final SplittableRandom random;

  Draw(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** From 0 to {@code bound - 1}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  @SafeVarargs
  final <T> T any(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  SplittableRandom numbers() {
    return random;
  }
}
