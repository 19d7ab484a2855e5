package dev.keelson.latency.cause;

import dev.keelson.jvm.ThreadRole;
import java.util.List;

/**
 * What a thread did in a stretch of time, idling and running included.
 *
 * @param tid the thread
 * @param thread its name; empty if unknown
 * @param role what it is for
 * @param nanos how much of the stretch is known: not what was before its start or after its end
 * @param parts why the time passed, the largest first; their sum is {@code nanos}
 */
public record ThreadTime(int tid, String thread, ThreadRole role, long nanos, List<Part> parts) {
  public ThreadTime {
    parts = List.copyOf(parts);
    long sum = parts.stream().mapToLong(Part::nanos).sum();
    if (sum != nanos) {
      throw new IllegalArgumentException(
          "The parts of a thread's %d ns sum to %d ns: %s.".formatted(nanos, sum, parts));
    }
  }

  /** Whether it does the program's work: the JVM's own threads hold nobody up by waiting. */
  public boolean isTheProgramsOwn() {
    return role == ThreadRole.APPLICATION || role == ThreadRole.CARRIER;
  }
}
