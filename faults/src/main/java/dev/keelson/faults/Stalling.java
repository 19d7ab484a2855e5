package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A ZGC that does not keep up: threads wait for memory, and the JVM's own log says which. */
record Stalling(JvmLog log) implements Scenario {
  Stalling() {
    this(JvmLog.called("stalls"));
  }

  @Override
  public String name() {
    return "ZGC allocation stalls";
  }

  @Override
  public List<String> flags() {
    return List.of("-XX:+UseZGC", "-XX:ConcGCThreads=1", log.flag("gc"));
  }

  @Override
  public List<String> work() {
    return List.of("allocate", "1");
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
      List<Held> held =
          log.lines().stream()
              .flatMap(line -> StallLine.of(line).stream())
              .filter(stall -> victim.threads().containsKey(stall.thread()))
              .map(stall ->
                  new Held(
                      victim.threads().get(stall.thread()),
                      stall.toNanos() - stall.nanos(),
                      stall.toNanos(),
                      stall.nanos()))
              .toList();
      return List.of(
          new Fault(
              Claim.of(Mechanism.ALLOCATION_STALL),
              held.stream()
                  .map(one -> new Window(one.whose(), one.fromNanos(), one.toNanos()))
                  .toList(),
              held));
    }
  }
}
