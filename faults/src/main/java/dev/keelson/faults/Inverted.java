package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The holder of a lock has a low priority, and a hog its CPU: who waits for the lock waits long.
 */
record Inverted() implements Scenario {
  @Override
  public String name() {
    return "priority inversion";
  }

  @Override
  public List<String> work() {
    return List.of("inversion");
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    String holder = Integer.toString(victim.thread("t-0"));
    Injection.run("taskset", "-p", "-c", "0", holder);
    Injection.run("taskset", "-p", "-c", "1", Integer.toString(victim.thread("t-1")));
    Injection.run("renice", "-n", "0", "-p", holder);
    Process hog =
        new ProcessBuilder("taskset", "-c", "0", "yes")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Injection.await(time);
    } finally {
      hog.destroyForcibly().waitFor();
    }
    return List.of(Told.of(victim, Claim.of(Mechanism.LOCK, Mechanism.RUN_QUEUE)));
  }
}
