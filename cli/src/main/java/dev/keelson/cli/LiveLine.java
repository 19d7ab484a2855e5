package dev.keelson.cli;

import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * One line on a terminal that is rewritten in place; nothing at all where standard error is no
 * terminal. Confined to one thread.
 */
final class LiveLine implements AutoCloseable {
  private static final long EVERY_NANOS = 500_000_000L;

  private final Console console;
  private final boolean shown;
  private long next = System.nanoTime();

  private LiveLine(Console console, boolean shown) {
    this.console = console;
    this.shown = shown;
  }

  static LiveLine on(Console console, boolean wanted) {
    return new LiveLine(console, wanted && console.live());
  }

  /** Shows the text, at most twice a second, cut to the width that the terminal has now. */
  void show(Supplier<String> text) {
    if (!shown || System.nanoTime() - next < 0) {
      return;
    }
    next = System.nanoTime() + EVERY_NANOS;
    String line = text.get();
    int room = Math.max(1, console.columns() - 1);
    PrintStream err = console.err();
    err.print("\r\033[K" + (line.length() > room ? line.substring(0, room) : line));
    err.flush();
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (shown) {
      console.err().print("\r\033[K");
      console.err().flush();
    }
  }
}
