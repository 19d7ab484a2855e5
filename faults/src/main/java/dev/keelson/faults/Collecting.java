package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Garbage collections that stop the world, as the JVM's own log has them. */
record Collecting(String collector, JvmLog log) implements Scenario {
  Collecting(String collector) {
    this(collector, JvmLog.called(collector));
  }

  @Override
  public String name() {
    return collector + " collections";
  }

  @Override
  public List<String> flags() {
    return List.of("-XX:+Use" + collector + "GC", log.flag("safepoint"));
  }

  @Override
  public List<String> work() {
    return List.of("allocate", "2");
  }

  @Override
  public Duration shortest() {
    return Duration.ofMillis(3);
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    try (log) {
      Injection.await(time);
      return List.of(fault(log));
    }
  }

  static Fault fault(JvmLog log) throws IOException {
    List<SafepointLine> collections =
        log.safepoints().stream().filter(SafepointLine::isCollection).toList();
    return new Fault(
        Claim.of(Mechanism.GC_PAUSE),
        collections.stream().map(SafepointLine::stood).toList(),
        collections.stream()
            .map(one -> {
              Window all = one.all();
              return new Held(0, all.fromNanos(), all.toNanos(), one.stoodNanos());
            })
            .toList());
  }
}
