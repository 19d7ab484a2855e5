package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import dev.keelson.latency.cause.Part;
import java.util.Set;

/**
 * What the analysis says when it names a fault.
 *
 * @param mechanisms any of which is in the chain of causes
 * @param detail what its detail contains, for example who had the CPU; empty for anything
 */
record Claim(Set<Mechanism> mechanisms, String detail) {
  static Claim of(Mechanism... mechanisms) {
    return new Claim(Set.of(mechanisms), "");
  }

  /** Whether this part names the fault. */
  boolean isMadeBy(Part part) {
    return part.cause().chain().stream().anyMatch(mechanisms::contains)
        && part.detail().contains(detail);
  }
}
