package dev.keelson.latency;

/**
 * The thing to measure cannot be measured; the message is one sentence for the person who asked.
 */
public final class TargetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitStatus;

  /**
   * With the reason as a sentence and the exit status a shell would give it.
   *
   * @param exitStatus 127 for a command that is not found, 126 for one that cannot be run, else 1
   */
  public TargetException(String message, int exitStatus) {
    super(message);
    this.exitStatus = exitStatus;
  }

  /** What a command line tool should exit with. */
  public int exitStatus() {
    return exitStatus;
  }
}
