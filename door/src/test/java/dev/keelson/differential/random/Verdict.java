package dev.keelson.differential.random;

/**
 * How a program fared.
 *
 * @param detail the id of the diagnostic when it was refused; what went wrong when it failed
 */
public record Verdict(Kind kind, String detail) {
  /** In one word. */
  public enum Kind {
    /** It ran everywhere, with one result. */
    RAN,
    /** So it did, compiled once more, because there was too much for the verifier at first. */
    RAN_WITH_CALLED_LOOPS,
    /** Our compiler refused it. */
    REFUSED,
    /** The kernel refused what our compiler made. */
    REJECTED,
    /** The kernel refused it because there are more ways through it than it follows. */
    GAVE_UP,
    /** Two sides disagreed. */
    MISMATCH,
    /** Compiled again, it is another image. */
    UNSTABLE,
    /** Our compiler, or a side, broke down. */
    BROKEN,
    /** It was no Java: the generator is wrong. */
    NO_JAVA
  }

  /** Whether it neither ran everywhere nor was refused by us. */
  public boolean failed() {
    return switch (kind) {
      case RAN, RAN_WITH_CALLED_LOOPS, REFUSED -> false;
      case REJECTED, GAVE_UP, MISMATCH, UNSTABLE, BROKEN, NO_JAVA -> true;
    };
  }
}
