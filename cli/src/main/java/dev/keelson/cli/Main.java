package dev.keelson.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Where {@code ./keelson} enters. Exit statuses: 0 done; 1 failed, with a sentence on standard
 * error; 2 the words on the command line make no sense; the status of the command that was measured
 * where there is one; 130 a second Ctrl-C.
 */
public final class Main {
  private Main() {}

  /** Runs the command that {@code words} name and ends the process with its status. */
  public static void main(String[] words) {
    StandardOutput standardOutput = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    PrintStream out = new PrintStream(standardOutput, false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int status = run(List.of(words), out, err);
    out.flush();
    if (status == 0 && standardOutput.failure().isPresent()) {
      err.println("keelson: could not write to standard output: " + standardOutput.failure().get());
      status = 1;
    }
    System.exit(status);
  }

  /** Runs one command against the given streams and gives its exit status. */
  static int run(List<String> words, PrintStream out, PrintStream err) {
    try {
      return Commands.line(words, out, err).execute(words.toArray(String[]::new));
    } catch (AssertionError | LinkageError defect) { // picocli handles exceptions only
      return new Complaint(err, words.contains("--debug")).about(defect);
    }
  }
}
