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
    /** Our compiler refused it. */
    REFUSED,
    /** The kernel refused what our compiler made. */
    REJECTED,
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
    return kind != Kind.RAN && kind != Kind.REFUSED;
  }
}
