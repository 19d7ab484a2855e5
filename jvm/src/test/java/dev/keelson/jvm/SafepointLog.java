package dev.keelson.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stops as the JVM logs them, with {@code -Xlog:safepoint:file=FILE:timenanos}: the witness.
 *
 * <p>A line is written some time after its stop and carries that later time; its durations are
 * exact, and the time since the last stop too. So the lines are laid end to end, and the whole is
 * put where the line fits that was written soonest.
 *
 * @param stops in order
 */
record SafepointLog(List<Logged> stops) {
  private static final Pattern LINE =
      Pattern.compile(
          "\\[(\\d+)ns] Safepoint \"(\\w+)\", Time since last: (\\d+) ns, Reaching safepoint: (\\d+)"
              + " ns,(?: Cleanup: (\\d+) ns,)? At safepoint: (\\d+) ns,(?: Leaving safepoint: (\\d+)"
              + " ns,)? Total: (\\d+) ns.*");

  /** A stop; times as in {@link JvmEvent.Stop}. */
  record Logged(long startNanos, long reachingNanos, long totalNanos, String operation) {}

  static String option(Path file) {
    return "-Xlog:safepoint:file=" + file + ":timenanos";
  }

  static SafepointLog read(Path file) throws IOException {
    List<Logged> relative = new ArrayList<>();
    long end = 0;
    long soonest = Long.MAX_VALUE;
    for (String line : Files.readAllLines(file)) {
      Matcher match = LINE.matcher(line);
      if (match.matches()) {
        long start = end + Long.parseLong(match.group(3));
        long total = Long.parseLong(match.group(8));
        end = start + total;
        soonest = Math.min(soonest, Long.parseLong(match.group(1)) - end);
        relative.add(new Logged(start, Long.parseLong(match.group(4)), total, match.group(2)));
      }
    }
    long zero = soonest;
    return new SafepointLog(
        relative.stream()
            .map(it ->
                new Logged(
                    it.startNanos() + zero, it.reachingNanos(), it.totalNanos(), it.operation()))
            .toList());
  }
}
