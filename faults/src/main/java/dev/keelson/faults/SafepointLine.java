package dev.keelson.faults;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code -Xlog:safepoint} with the decorator {@code tn}, which is the clock of {@code
 * System.nanoTime()} (JEP 158).
 */
final class SafepointLine {
  // [2934876234ns] Safepoint "G1CollectForAllocation", Time since last: 1 ns, Reaching safepoint: 2
  // ns, ..., At safepoint: 3 ns, Total: 6 ns
  private static final Pattern LINE =
      Pattern.compile("\\[(\\d+)ns\\] Safepoint \"(.*?)\".* Total: +(\\d+) ns.*");
  private static final Pattern COLLECTION =
      Pattern.compile("(G1|Parallel|Serial|GenCollect|CollectFor).*");

  private SafepointLine() {}

  /** The collection of which the line tells, if it is one. */
  static Optional<Window> collection(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches() || !COLLECTION.matcher(matcher.group(2)).matches()) {
      return Optional.empty();
    }
    long end = Long.parseLong(matcher.group(1));
    return Optional.of(new Window(0, end - Long.parseLong(matcher.group(3)), end));
  }
}
