package dev.keelson.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a command writes: results to {@code out}, everything else to {@code err}.
 *
 * @param live whether {@code err} is a terminal, on which a line can be rewritten
 */
record Console(PrintStream out, PrintStream err, boolean live) {

  /** The process's own streams. */
  static Console of(PrintStream out, PrintStream err) {
    return new Console(out, err, isTerminal("/proc/self/fd/2"));
  }

  /** The terminal's width in characters; 80 when it is not known. */
  int columns() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("\\d{2,4}") ? Integer.parseInt(columns) : 80;
  }

  private static boolean isTerminal(String descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      return false; // closed, or no /proc
    }
  }
}
