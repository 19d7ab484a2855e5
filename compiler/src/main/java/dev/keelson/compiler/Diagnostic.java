package dev.keelson.compiler;

/**
 * One thing wrong with a program: where, what, why, and what to write instead.
 *
 * @param file source file, for example {@code RunQueueWait.java}
 * @param line 1-based line, 0 when unknown
 * @param id stable name of the rule, a heading in docs/troubleshooting.md
 * @param message one sentence: what is wrong
 * @param reason one sentence: why it cannot be; may be empty
 * @param remedy what to write instead
 */
public record Diagnostic(
    String file, int line, String id, String message, String reason, String remedy) {

  /** As it is shown: the place and message, then reason and remedy indented. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("%s:%d: error[%s]: %s".formatted(file, line, id, message));
    if (!reason.isEmpty()) {
      text.append("\n    ").append(reason);
    }
    if (!remedy.isEmpty()) {
      text.append("\n    ").append(remedy);
    }
    return text.toString();
  }
}
