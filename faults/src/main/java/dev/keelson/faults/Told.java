package dev.keelson.faults;

import java.time.Duration;
import java.util.List;

/**
 * A fault of the victim's own making: it tells when it was there, and for how long it was held up.
 *
 * @param claim what the analysis says when it names it
 */
record Told(String name, List<String> work, Claim claim, Duration shortest, List<String> flags)
    implements Scenario {
  @Override
  public List<Fault> inject(VictimProcess victim, Duration time) throws InterruptedException {
    Injection.await(time);
    return List.of(of(victim, claim));
  }

  static Fault of(VictimProcess victim, Claim claim) {
    List<Held> told = victim.told();
    return new Fault(
        claim,
        told.stream().map(one -> new Window(one.whose(), one.fromNanos(), one.toNanos())).toList(),
        told);
  }
}
