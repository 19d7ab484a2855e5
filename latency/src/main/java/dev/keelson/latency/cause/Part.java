package dev.keelson.latency.cause;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one cause had in an interval.
 *
 * @param cause why
 * @param nanos how long
 * @param detail who or what; empty if there is nothing to say
 */
public record Part(Cause cause, long nanos, String detail) {
  private record Who(Cause cause, String detail) {}

  /** What each cause and who or what it was has in these spans, the largest first. */
  static List<Part> of(List<Span> spans) {
    Map<Who, Long> nanos = new LinkedHashMap<>();
    for (Span span : spans) {
      nanos.merge(new Who(span.cause(), span.detail()), span.nanos(), Long::sum);
    }
    return nanos.entrySet().stream()
        .map(entry -> new Part(entry.getKey().cause(), entry.getValue(), entry.getKey().detail()))
        .sorted(Comparator.comparingLong(Part::nanos).reversed())
        .toList();
  }
}
