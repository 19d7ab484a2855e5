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
        convoy("monitor"),
        convoy("lock"),
        new Inverted(),
        new Collecting("Serial"),
        new Collecting("Parallel"),
        new Collecting("G1"),
        new Collecting("Shenandoah"),
        new Stalling(),
        new CountedLoop(),
        new SlowLog(),
        new SlowLogDisk(),
        new SlowServer(),
        new SlowDisk("slow disk under a flush", "flush", Claim.of(Mechanism.DISK)),
        new SlowDisk("slow disk under a mapped file", "mapped", Claim.of(Mechanism.PAGE_FAULT)),
        new Unmapped(),
        new Reclaimed(),
        new Flood(),
        told("class that is loaded slowly", "load", Mechanism.CLASSLOAD),
        told("pinned virtual threads", "pin", Mechanism.PINNED),
        new Told(
            "starved carrier",
            List.of("starve"),
            Claim.of(Mechanism.VIRTUAL_THREAD_QUEUE),
            LONG,
            List.of("-Djdk.virtualThreadScheduler.parallelism=1")),
        new Mixed(new Collecting("Serial"), new Throttled()),
        new Mixed(convoy("monitor"), new Hog(false)),
        new Mixed(new SlowServer(), new Stopped()),
        new Mixed(convoy("lock"), new Throttled()));
  }

  private static Scenario convoy(String kind) {
    return told(kind + " convoy", kind, Mechanism.LOCK);
  }

  private static Scenario told(String name, String work, Mechanism mechanism) {
    return new Told(name, List.of(work), Claim.of(mechanism), LONG, List.of());
  }
}
