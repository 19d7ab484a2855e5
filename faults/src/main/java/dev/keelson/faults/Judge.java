package dev.keelson.faults;

import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what the analysis says with what was done. Pure.
 *
 * <p>A fault is found in a window when, of the slow time there, more has causes that name the fault
 * than has any other cause. A claim is an interval whose largest part names the fault; it is true
 * when most of the interval lies in a window. A window of one thread is about that thread's
 * intervals alone. Intervals that other processes of the machine cause are neither: they make no
 * claim, and where they outweigh the fault it counts as not found.
 */
final class Judge {
  // The clocks of the injector's log and of the kernel are one; the log is written a little late.
  private static final long SLACK_NANOS = 2_000_000;

  private Judge() {}

  static Verdict judge(List<Window> windows, Claim claim, List<Interval> slow) {
    int found = 0;
    long ranked = 0;
    long unexplained = 0;
    for (Window window : windows) {
      Map<Cause, Long> others = new HashMap<>();
      long named = 0;
      for (Interval interval : slow) {
        if (!isMostlyIn(interval, window)) {
          continue;
        }
        for (Part part : interval.parts()) {
          ranked += part.nanos();
          if (part.cause().first() == Mechanism.UNEXPLAINED) {
            unexplained += part.nanos();
          }
          if (claim.isMadeBy(part)) {
            named += part.nanos();
          } else {
            others.merge(part.cause(), part.nanos(), Long::sum);
          }
        }
      }
      long largest = others.values().stream().mapToLong(Long::longValue).max().orElse(0);
      found += named > largest ? 1 : 0;
    }
    List<Interval> claims =
        slow.stream().filter(one -> claim.isMadeBy(one.parts().getFirst())).toList();
    long trueClaims =
        claims.stream()
            .filter(one -> windows.stream().anyMatch(window -> isMostlyIn(one, window)))
            .count();
    return new Verdict(windows.size(), found, claims.size(), (int) trueClaims, ranked, unexplained);
  }

  private static boolean isMostlyIn(Interval interval, Window window) {
    long overlap =
        new Window(window.tid(), window.fromNanos() - SLACK_NANOS, window.toNanos() + SLACK_NANOS)
            .overlapNanos(interval.startNanos(), interval.endNanos());
    boolean its = window.tid() == 0 || window.tid() == interval.tid();
    return its && 2 * overlap > interval.durationNanos();
  }
}
