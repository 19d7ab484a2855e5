package dev.keelson.faults;

import java.util.List;

/**
 * A fault that was injected.
 *
 * @param claim what the analysis says when it names it
 * @param windows when it was there
 * @param held for how long it held somebody up; empty where nothing but the analysis says that
 */
record Fault(Claim claim, List<Window> windows, List<Held> held) {
  Fault {
    windows = List.copyOf(windows);
    held = List.copyOf(held);
  }

  /** One that held up those threads for all of its time. */
  static Fault all(Claim claim, List<Window> windows) {
    return new Fault(claim, windows, windows.stream().map(Held::all).toList());
  }

  /** What of it lies within that time. */
  Fault within(Window judged) {
    return new Fault(
        claim,
        windows.stream().filter(one -> judged.holds(one.fromNanos(), one.toNanos())).toList(),
        held.stream().filter(one -> judged.holds(one.fromNanos(), one.toNanos())).toList());
  }
}
