package dev.keelson.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Faults to inject, one or several at once. */
interface Scenario {
  /** What the table calls it. */
  String name();

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

  /** Shorter intervals say nothing about these faults. */
  default Duration shortest() {
    return Duration.ofMillis(5);
  }

  /**
   * Injects for so long.
   *
   * @return what was injected; the first is judged first
   */
  List<Fault> inject(VictimProcess victim, Duration time) throws IOException, InterruptedException;

  /** Removes what the victim needed, once it has ended. */
  default void cleanUp() throws IOException {}
}
