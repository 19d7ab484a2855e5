package dev.keelson.cli;

import dev.keelson.linux.Terminals;
import java.io.PrintStream;

/** Where a command writes: results to {@code out}, everything else to {@code err}. */
record Console(PrintStream out, PrintStream err) {
  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;
  private static final int UNKNOWN = 80;

  /** Whether {@code err} is a terminal, on which a line can be rewritten. */
  boolean live() {
    return Terminals.columns(STANDARD_ERROR).isPresent();
  }

  /** The terminal's width in characters, as it is now; 80 when there is none. */
  int columns() {
    int columns =
        Terminals.columns(STANDARD_OUTPUT)
            .orElseGet(() -> Terminals.columns(STANDARD_ERROR).orElse(UNKNOWN));
    return columns == 0 ? UNKNOWN : columns;
  }
}
