package dev.keelson.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A process that answers one line for each line it is given: both sides of a comparison run as
 * such, so that neither profits from living in the process that measures.
 */
final class Peer implements AutoCloseable {
  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  private Peer(Process process) {
    this.process = process;
    this.questions = process.outputWriter(StandardCharsets.US_ASCII);
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  static Peer start(List<String> command) throws IOException {
    return new Peer(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /**
   * The answer to {@code question}.
   *
   * @throws IOException when the process has ended instead
   */
  String ask(String question) throws IOException {
    questions.write(question + "\n");
    questions.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the peer ended with status " + waitFor());
    }
    return answer;
  }

  private int waitFor() {
    try {
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  @Override
  public void close() {
    process.destroy();
    waitFor();
  }
}
