package dev.keelson.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A fault to inject. */
interface Scenario {
  /** What the table calls it. */
  String name();

  /** What the analysis says when it names this fault. */
  Claim claim();

  /** What stands before the victim's command. */
  default List<String> prefix() {
    return List.of();
  }

  /** Flags of the victim's JVM. */
  default List<String> flags() {
    return List.of();
  }

  /** The victim's work, {@link Victim}. */
  List<String> work();

  /** Shorter intervals say nothing about this fault. */
  default Duration shortest() {
    return Duration.ofMillis(5);
  }

  /**
   * Injects for so long. A fault of the victim's own work needs no more than time.
   *
   * @return the times when the fault was there
   */
  default List<Window> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    return victim.told();
  }
}
