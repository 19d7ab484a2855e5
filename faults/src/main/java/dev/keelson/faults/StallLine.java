package dev.keelson.faults;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code -Xlog:gc} that ZGC writes when a thread had to wait for memory (XPageAllocator,
 * ZPageAllocator: {@code Allocation Stall (%s) %.3fms}).
 *
 * @param thread its name
 * @param toNanos when it went on, CLOCK_MONOTONIC
 * @param nanos how long it waited
 */
record StallLine(String thread, long toNanos, long nanos) {
  private static final Pattern LINE =
      Pattern.compile("\\[(\\d+)ns\\].* Allocation Stall \\((.*)\\) (\\d+)\\.(\\d{3})ms");

  static Optional<StallLine> of(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(
            new StallLine(
                matcher.group(2),
                Long.parseLong(matcher.group(1)),
                1_000 * Long.parseLong(matcher.group(3) + matcher.group(4))))
        : Optional.empty();
  }
}
