package dev.keelson.compiler.front;

/** A class file that no Java compiler makes; becomes a diagnostic. */
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private Malformed(String message) {
    super(message);
  }

  static Malformed because(String message) {
    return new Malformed(message);
  }
}
