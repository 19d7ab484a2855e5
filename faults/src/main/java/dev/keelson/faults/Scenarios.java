package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.time.Duration;
import java.util.List;

/** All that is injected, in the order of the table. */
final class Scenarios {
  private static final Duration LONG = Duration.ofMillis(5);

  private Scenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Stopped(),
        new Hog(false),
        new Hog(true),
        new Throttled(),
        told("monitor convoy", "monitor", Mechanism.LOCK),
        told("lock convoy", "lock", Mechanism.LOCK),
        new Collecting("Serial"),
        new Collecting("Parallel"),
        new Collecting("G1"),
        new Collecting("Shenandoah"),
        new Stalling(),
        new CountedLoop(),
        new SlowServer());
  }

  private static Scenario told(String name, String work, Mechanism... mechanisms) {
    return new Told(name, List.of(work), Claim.of(mechanisms), LONG, List.of());
  }
}
