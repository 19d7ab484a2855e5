package dev.keelson.cli;

import java.io.PrintStream;

/**
 * What a person reads when a command fails: one sentence and a remedy, and the stack trace only
 * under {@code --debug}.
 */
record Complaint(PrintStream err, boolean debug) {

  /** Prints it and gives the exit status. */
  int about(Throwable failure) {
    if (debug) {
      failure.printStackTrace(err);
    }
    if (failure instanceof Failure told) {
      err.println("keelson: " + told.getMessage());
      return told.status();
    }
    err.println("keelson: internal error: " + failure);
    err.println("    This is a defect of Keelson. Run it again with --debug and report what it says.");
    return 1;
  }
}
