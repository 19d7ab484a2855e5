package dev.keelson.bpf;

import dev.keelson.linux.Errno;
import java.util.List;

/**
 * The kernel's verifier refused a program. The log is kept as data; the message shows the lines
 * that matter and the source line at which the verifier stopped.
 */
public final class VerifierException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String program;
  private final Errno errno;
  private final String sourceLine;
  private final transient List<String> log;

  /**
   * @param program the program's name
   * @param errno what BPF_PROG_LOAD failed with
   * @param log what the verifier wrote
   * @param sourceLine where it stopped, as {@code File.java:19}; empty when unknown
   * @param cause the refused system call
   */
  VerifierException(
      String program, Errno errno, VerifierLog log, String sourceLine, Throwable cause) {
    super(message(program, errno, log, sourceLine), cause);
    this.program = program;
    this.errno = errno;
    this.sourceLine = sourceLine;
    this.log = log.lines();
  }

  private static String message(String program, Errno errno, VerifierLog log, String sourceLine) {
    StringBuilder text = new StringBuilder();
    text.append(sourceLine.isEmpty() ? "" : sourceLine + ": ");
    text.append("the verifier refuses program \"%s\" (%s)".formatted(program, errno));
    for (String line : log.tail()) {
      text.append("\n    | ").append(line);
    }
    text.append(
        "\n    A verifier rejection is a bug of the compiler until shown otherwise: please report"
            + " it with the whole log.");
    return text.toString();
  }

  /** The program's name. */
  public String program() {
    return program;
  }

  /** What BPF_PROG_LOAD failed with: EACCES or EINVAL for most reasons. */
  public Errno errno() {
    return errno;
  }

  /** Where the verifier stopped, as {@code File.java:19}; empty when unknown. */
  public String sourceLine() {
    return sourceLine;
  }

  /** The verifier's log, whole, line by line. */
  public List<String> log() {
    return log;
  }
}
