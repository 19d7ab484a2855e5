package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A loop without safepoint polls that keeps the world from stopping, as the JVM's log has it. */
record CountedLoop(JvmLog log) implements Scenario {
  CountedLoop() {
    this(JvmLog.called("loop"));
  }

  @Override
  public String name() {
    return "counted loop";
  }

  @Override
  public List<String> flags() {
    return List.of(
        "-XX:LoopStripMiningIter=0", "-XX:-UseCountedLoopSafepoints", log.flag("safepoint"));
  }

  @Override
  public List<String> work() {
    return List.of("loop");
  }

  @Override
  public Duration shortest() {
    return Duration.ofMillis(20);
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    try (log) {
      Injection.await(time);
      return List.of(
          Fault.all(
              Claim.of(Mechanism.TIME_TO_SAFEPOINT),
              log.safepoints().stream().map(SafepointLine::reaching).toList()));
    }
  }
}
