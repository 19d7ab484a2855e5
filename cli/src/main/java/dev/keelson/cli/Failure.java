package dev.keelson.cli;

/**
 * Why a command could not do what was asked: a sentence for the person who asked, and the exit
 * status.
 */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private Failure(int status, String sentence, Throwable cause) {
    super(sentence, cause);
    this.status = status;
  }

  /** The world did not play along: status 1. */
  static Failure failed(String sentence, Throwable cause) {
    return new Failure(1, sentence, cause);
  }

  /** The world did not play along: status 1. */
  static Failure failed(String sentence) {
    return new Failure(1, sentence, null);
  }

  /** The words make no sense together: status 2. */
  static Failure usage(String sentence) {
    return new Failure(2, sentence, null);
  }

  int status() {
    return status;
  }
}
