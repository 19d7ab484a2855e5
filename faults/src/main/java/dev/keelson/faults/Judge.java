package dev.keelson.faults;

import dev.keelson.latency.cause.Cause;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Compares what the analysis says with what was done. Pure.
 *
 * <p>A fault is found in a window when, of the slow time there, more has causes that name the fault
 * than has any other cause; causes of which the detail says something else, another thread that had
 * the CPU, are others. A claim is an interval whose largest part names the fault; it is true when
 * most of the interval lies in a window. A window of one thread is about that thread's intervals
 * alone. Intervals that other processes of the machine cause are neither: they make no claim, and
 * where they outweigh the fault it counts as not found.
 *
 * <p>Its magnitude is all time that names it, of those of whom there is an account, against that
 * account. Where several faults are injected at once, what names another of them takes nothing from
 * this one.
 *
 * @param all the intervals, short ones too: many of them have their share in a magnitude
 * @param shortestNanos how long an interval is at least that makes a claim, and a window in which
 *     the fault is to be found
 */
record Judge(List<Interval> all, long shortestNanos) {
  // The clocks of the injector's log and of the kernel are one; the log is written a little late.
  private static final long SLACK_NANOS = 2_000_000;

  private record Who(Cause cause, String detail) {}

  Judge {
    all = List.copyOf(all);
  }

  /**
   * Judges one fault.
   *
   * @param besides the claims of others that were injected with it
   */
  Verdict of(Fault fault, List<Claim> besides) {
    List<Window> longEnough = longEnough(fault);
    List<Part> within =
        longEnough.stream()
            .flatMap(window -> all.stream().filter(one -> isMostlyIn(one, window)))
            .flatMap(interval -> interval.parts().stream())
            .toList();
    List<Interval> claims =
        all.stream()
            .filter(one -> one.durationNanos() >= shortestNanos)
            .filter(one -> fault.claim().isMadeBy(one.parts().getFirst()))
            .toList();
    long trueClaims =
        claims.stream()
            .filter(one -> fault.windows().stream().anyMatch(window -> isMostlyIn(one, window)))
            .count();
    return new Verdict(
        longEnough.size(),
        longEnough.size() - missed(fault, besides).size(),
        claims.size(),
        (int) trueClaims,
        within.stream().mapToLong(Part::nanos).sum(),
        within.stream()
            .filter(part -> part.cause().first() == Mechanism.UNEXPLAINED)
            .mapToLong(Part::nanos)
            .sum(),
        fault.held().stream().mapToLong(Held::nanos).sum(),
        fault.held().stream().mapToLong(held -> named(fault.claim(), held)).sum());
  }

  /** The windows in which a fault was not found. */
  List<Window> missed(Fault fault, List<Claim> besides) {
    return longEnough(fault).stream().filter(window -> !isFound(fault, window, besides)).toList();
  }

  /** What of the slow time lies in a window, for people who wonder why a fault was missed. */
  List<String> slowIn(Window window) {
    return all.stream()
        .filter(one -> isMostlyIn(one, window))
        .map(one ->
            "  %s after %d us: %s"
                .formatted(
                    one.thread(),
                    (one.startNanos() - window.fromNanos()) / 1_000,
                    one.parts().stream()
                        .map(part ->
                            "%s %d us (%s)"
                                .formatted(part.cause(), part.nanos() / 1_000, part.detail()))
                        .collect(Collectors.joining(", "))))
        .toList();
  }

  private List<Window> longEnough(Fault fault) {
    return fault.windows().stream().filter(one -> one.nanos() >= shortestNanos).toList();
  }

  private boolean isFound(Fault fault, Window window, List<Claim> besides) {
    Map<Who, Long> others = new HashMap<>();
    long named = 0;
    for (Interval interval : all) {
      if (!isMostlyIn(interval, window)) {
        continue;
      }
      for (Part part : interval.parts()) {
        if (fault.claim().isMadeBy(part)) {
          named += part.nanos();
        } else if (besides.stream().noneMatch(other -> other.isMadeBy(part))) {
          others.merge(new Who(part.cause(), part.detail()), part.nanos(), Long::sum);
        }
      }
    }
    return named > others.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** What the analysis says of that account; an interval at its edge counts by its share in it. */
  private long named(Claim claim, Held held) {
    Window window = new Window(held.whose(), held.fromNanos(), held.toNanos());
    double named = 0;
    for (Interval interval : all) {
      boolean its =
          held.whose() == 0
              ? interval.kind() == Interval.Kind.PAUSE
              : interval.kind() == Interval.Kind.WAIT && interval.tid() == held.whose();
      long overlap = its ? window.overlapNanos(interval.startNanos(), interval.endNanos()) : 0;
      if (overlap > 0) {
        long nanos = interval.parts().stream().filter(claim::isMadeBy).mapToLong(Part::nanos).sum();
        named += (double) nanos * overlap / interval.durationNanos();
      }
    }
    return Math.round(named);
  }

  private static boolean isMostlyIn(Interval interval, Window window) {
    long overlap =
        new Window(window.tid(), window.fromNanos() - SLACK_NANOS, window.toNanos() + SLACK_NANOS)
            .overlapNanos(interval.startNanos(), interval.endNanos());
    boolean its = window.tid() == 0 || window.tid() == interval.tid();
    return its && 2 * overlap > interval.durationNanos();
  }
}
