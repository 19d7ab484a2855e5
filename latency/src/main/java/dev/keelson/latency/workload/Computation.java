package dev.keelson.latency.workload;

/** Work that takes CPU time and nothing else, and that the JIT compiler cannot leave out. */
final class Computation {
  private static final int STEPS = 10_000;

  private static volatile long kept;

  private Computation() {}

  /** Some 10 to 20 us of arithmetic in which every step needs the one before. */
  static long turn(long state) {
    long result = state;
    for (int i = 0; i < STEPS; i++) {
      // Knuth's linear congruential generator, MMIX.
      result = result * 6364136223846793005L + 1442695040888963407L;
    }
    return result;
  }

  /** Uses the result. */
  static void keep(long state) {
    kept = state ^ kept >>> 1;
  }
}
