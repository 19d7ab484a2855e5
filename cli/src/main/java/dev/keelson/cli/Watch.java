package dev.keelson.cli;

import dev.keelson.cli.top.TopScreen;
import dev.keelson.latency.LatencySession;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A measurement being watched by a person, until its target ends, its time is up, or Ctrl-C.
 *
 * @param name what people call it
 * @param limit after how long it ends; empty for no such limit
 */
record Watch(LatencySession session, String name, Optional<Duration> limit, Interrupt interrupt) {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final long EVERY_NANOS = 500_000_000L;

  /** On one line; whether the target ended. */
  boolean onLine(Console console, boolean wanted) throws InterruptedException {
    long started = System.nanoTime();
    boolean ended = false;
    try (LiveLine line = LiveLine.on(console, wanted)) {
      Duration look = look(started);
      while (!ended && !interrupt.asked() && look.isPositive()) {
        ended = session.awaitEnd(look);
        line.show(() -> LiveText.of(name, session.live()));
        look = look(started);
      }
    }
    return ended;
  }

  /** On the whole screen; whether the target ended. */
  boolean onScreen() throws InterruptedException {
    session.explainSeconds();
    long started = System.nanoTime();
    long next = started;
    boolean ended = false;
    boolean wanted = true;
    try (TopScreen screen = TopScreen.open()) {
      interrupt.beforeHalt(screen::restore);
      Duration look = look(started);
      while (!ended && wanted && !interrupt.asked() && look.isPositive()) {
        if (System.nanoTime() - next >= 0) {
          next = System.nanoTime() + EVERY_NANOS;
          screen.show(name, session.live(), session.liveCauses());
        }
        wanted = screen.obey(look);
        ended = session.awaitEnd(Duration.ZERO);
        look = look(started);
      }
    } catch (IOException e) {
      throw Failure.failed("the terminal cannot be set for --top: " + e.getMessage(), e);
    }
    if (!wanted) {
      interrupt.ask();
    }
    return ended;
  }

  /** How long to wait now; not positive when time is up. */
  private Duration look(long started) {
    Duration left = limit.orElse(LOOK.plusNanos(System.nanoTime() - started));
    left = left.minusNanos(System.nanoTime() - started);
    return left.compareTo(LOOK) < 0 ? left : LOOK;
  }
}
