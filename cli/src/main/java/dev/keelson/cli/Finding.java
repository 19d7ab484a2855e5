package dev.keelson.cli;

/**
 * One line of {@code keelson doctor}.
 *
 * @param verdict what it means for Keelson
 * @param subject what was looked at, in a word or two
 * @param found what was found
 * @param remedy what to do about it; empty when there is nothing to do
 */
record Finding(Verdict verdict, String subject, String found, String remedy) {
  enum Verdict {
    /** As it should be. */
    GOOD("ok"),
    /** Something does less or costs more than it could. */
    LESS("note"),
    /** The main job cannot be done. */
    MISSING("MISSING");

    final String word;

    Verdict(String word) {
      this.word = word;
    }
  }

  static Finding good(String subject, String found) {
    return new Finding(Verdict.GOOD, subject, found, "");
  }

  static Finding less(String subject, String found, String remedy) {
    return new Finding(Verdict.LESS, subject, found, remedy);
  }

  static Finding missing(String subject, String found, String remedy) {
    return new Finding(Verdict.MISSING, subject, found, remedy);
  }
}
