package dev.keelson.latency.report;

import dev.keelson.latency.cause.Part;
import dev.keelson.latency.cause.ThreadTime;
import java.util.Arrays;

/**
 * A thread's time by the five things that it can be doing.
 *
 * @param onCpu running
 * @param runQueue runnable, and others had the CPU
 * @param throttled runnable, and its cgroup's quota was used up
 * @param blocked everything else that kept it from going on: locks, disks, pauses, the unexplained
 * @param idle it had nothing to do
 */
record StateTimes(long onCpu, long runQueue, long throttled, long blocked, long idle) {
  static final StateTimes NONE = new StateTimes(0, 0, 0, 0, 0);

  static StateTimes of(ThreadTime time) {
    StateTimes sum = NONE;
    for (Part part : time.parts()) {
      long nanos = part.nanos();
      sum =
          sum.plus(
              switch (part.cause().first()) {
                case ON_CPU -> new StateTimes(nanos, 0, 0, 0, 0);
                case RUN_QUEUE -> new StateTimes(0, nanos, 0, 0, 0);
                case THROTTLED -> new StateTimes(0, 0, nanos, 0, 0);
                case IDLE -> new StateTimes(0, 0, 0, 0, nanos);
                default -> new StateTimes(0, 0, 0, nanos, 0);
              });
    }
    return sum;
  }

  StateTimes plus(StateTimes other) {
    return new StateTimes(
        onCpu + other.onCpu,
        runQueue + other.runQueue,
        throttled + other.throttled,
        blocked + other.blocked,
        idle + other.idle);
  }

  /** What kept it from going on. */
  long waited() {
    return runQueue + throttled + blocked;
  }

  long known() {
    return waited() + onCpu + idle;
  }

  private long[] inOrder() {
    return new long[] {onCpu, runQueue, throttled, blocked, idle};
  }

  /** How many of so many places each of the five has, in the order of the components. */
  int[] places(long wholeNanos, int places) {
    return shares(inOrder(), wholeNanos, places);
  }

  /**
   * How many of so many places each part of a whole has: rounded, and yet their sum is the rounded
   * share of them all. What is left over goes to those that lost most by rounding down.
   */
  static int[] shares(long[] parts, long whole, int places) {
    int[] shares = new int[parts.length];
    double[] rest = new double[parts.length];
    double all = 0;
    int given = 0;
    for (int i = 0; i < parts.length; i++) {
      double exact = whole == 0 ? 0 : (double) parts[i] / whole * places;
      shares[i] = (int) exact;
      rest[i] = exact - shares[i];
      all += exact;
      given += shares[i];
    }
    Integer[] byRest = new Integer[parts.length];
    Arrays.setAll(byRest, i -> i);
    Arrays.sort(byRest, (one, other) -> Double.compare(rest[other], rest[one]));
    for (int i = 0; i < parts.length && given < Math.round(all); i++, given++) {
      shares[byRest[i]]++;
    }
    return shares;
  }
}
