package dev.keelson.differential.random;

/** Sees how many random programs fare. */
public interface Watcher {
  /** So far it came. */
  default void reached(Tally tally) {}

  /**
   * A program failed.
   *
   * @param text what happened, and the program, made small
   */
  void failed(String program, String text);
}
