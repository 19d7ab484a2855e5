package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Part;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the analysis says when it names a fault.
 *
 * @param mechanisms all of which are in the chain of causes
 * @param detail what its detail contains, for example who had the CPU; empty for anything
 */
record Claim(Set<Mechanism> mechanisms, String detail) {
  Claim {
    mechanisms = Set.copyOf(mechanisms);
  }

  static Claim of(Mechanism... mechanisms) {
    return new Claim(Set.of(mechanisms), "");
  }

  /** The words of its mechanisms, for the table. */
  String text() {
    return mechanisms.stream().map(Mechanism::word).sorted().collect(Collectors.joining(" > "));
  }

  /** Whether this part names the fault. */
  boolean isMadeBy(Part part) {
    return part.cause().chain().containsAll(mechanisms) && part.detail().contains(detail);
  }
}
