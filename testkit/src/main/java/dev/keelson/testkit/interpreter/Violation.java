package dev.keelson.testkit.interpreter;

/** What went wrong below the instruction; the machine adds where. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Violation(String reason) {
    super(reason, null, false, false);
  }
}
