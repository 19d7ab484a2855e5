package dev.keelson.differential;

import java.util.random.RandomGenerator;

/**
 * Numbers drawn so that the edges come often: 0, 1, -1, the smallest, the largest, powers of two.
 */
public final class EdgeNumbers {
  private EdgeNumbers() {}

  public static long nextLong(RandomGenerator random) {
    long nearby = random.nextInt(-1, 2);
    return switch (random.nextInt(6)) {
      case 0 -> nearby;
      case 1 -> Long.MIN_VALUE + nearby;
      case 2 -> Integer.MIN_VALUE + nearby;
      case 3 -> (1L << random.nextInt(64)) + nearby;
      case 4 -> random.nextInt(-100, 100);
      default -> random.nextLong();
    };
  }
}
