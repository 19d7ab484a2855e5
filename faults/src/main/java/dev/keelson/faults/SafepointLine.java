package dev.keelson.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of {@code -Xlog:safepoint} with the decorator {@code tn}, which is the clock of {@code
 * System.nanoTime()} (JEP 158).
 *
 * @param operation what the world was stopped for
 * @param toNanos when it went on, CLOCK_MONOTONIC
 * @param reachingNanos how long it took until all threads had stopped
 * @param totalNanos all of it
 */
record SafepointLine(String operation, long toNanos, long reachingNanos, long totalNanos) {
  // [2934876234ns] Safepoint "G1CollectForAllocation", Time since last: 1 ns, Reaching safepoint: 2
  // ns, ..., At safepoint: 3 ns, ..., Total: 6 ns
  private static final Pattern LINE =
      Pattern.compile(
          "\\[(\\d+)ns\\] Safepoint \"(.*?)\".* Reaching safepoint: +(\\d+) ns,.* Total: +(\\d+) ns.*");
  private static final Pattern COLLECTION =
      Pattern.compile("(G1|Parallel|Serial|Shenandoah|Z[MR]|GenCollect|CollectFor).*");

  /** What the line tells, if it is one. */
  static Optional<SafepointLine> of(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(
            new SafepointLine(
                matcher.group(2),
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(3)),
                Long.parseLong(matcher.group(4))))
        : Optional.empty();
  }

  /** All of a log. */
  static List<SafepointLine> read(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.flatMap(line -> of(line).stream()).toList();
    }
  }

  boolean isCollection() {
    return COLLECTION.matcher(operation).matches();
  }

  /** From when to when. */
  Window all() {
    return new Window(0, toNanos - totalNanos, toNanos);
  }

  /** How long they stood still. */
  long stoodNanos() {
    return totalNanos - reachingNanos;
  }

  /** From when on they stood still. */
  Window stood() {
    return new Window(0, toNanos - stoodNanos(), toNanos);
  }

  /** Until all threads had stopped. */
  Window reaching() {
    return new Window(0, toNanos - totalNanos, toNanos - totalNanos + reachingNanos);
  }
}
