package dev.keelson.bpf;

import dev.keelson.linux.Errno;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The kernel's verifier refused a program. The log is kept as data; the message explains it where
 * its words are known, and shows the lines that matter under the Java lines they come from.
 */
public final class VerifierException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String program;
  private final Errno errno;
  private final String sourceLine;
  private final transient Optional<VerifierExplanation> explanation;
  private final transient List<String> log;

  /**
   * @param program the program's name
   * @param errno what BPF_PROG_LOAD failed with
   * @param log what the verifier wrote
   * @param source the Java lines of the program's instructions
   * @param cause the refused system call
   */
  VerifierException(
      String program, Errno errno, VerifierLog log, SourceLines source, Throwable cause) {
    super(message(program, errno, log, source), cause);
    this.program = program;
    this.errno = errno;
    this.sourceLine = stop(log, source);
    this.explanation = VerifierRules.explain(log, source);
    this.log = log.lines();
  }

  private static String stop(VerifierLog log, SourceLines source) {
    OptionalInt slot = log.stop();
    return slot.isPresent() ? source.at(slot.getAsInt()) : "";
  }

  private static String message(String program, Errno errno, VerifierLog log, SourceLines source) {
    String stop = stop(log, source);
    Optional<VerifierExplanation> known = VerifierRules.explain(log, source);
    StringBuilder text = new StringBuilder();
    text.append(stop.isEmpty() ? "" : stop + ": ");
    text.append("the verifier refuses program \"%s\" (%s)".formatted(program, errno));
    known.ifPresent(it ->
        text.append(": ")
            .append(it.words())
            .append("\n    ")
            .append(it.meaning())
            .append("\n    It concerns ")
            .append(it.variable())
            .append(".\n    ")
            .append(it.change()));
    for (String line : log.tail(source)) {
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

  /** What the refusal means; empty when its words are not among the common ones. */
  public Optional<VerifierExplanation> explanation() {
    return explanation;
  }

  /**
   * Whether the verifier found nothing wrong, and gave up: there are more ways through the program
   * than it follows. Another form of the same program may be accepted.
   */
  public boolean gaveUp() {
    return explanation.map(VerifierExplanation::words).filter(VerifierRules::gaveUp).isPresent();
  }

  /** The verifier's log, whole, line by line. */
  public List<String> log() {
    return log;
  }
}
