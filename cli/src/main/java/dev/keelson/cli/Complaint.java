package dev.keelson.cli;

import dev.keelson.bpf.VerifierException;
import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.compiler.CompileException;
import dev.keelson.latency.TargetException;
import dev.keelson.latency.report.ReportException;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.MalformedObjectException;
import java.io.IOException;
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
    if (failure instanceof TargetException untargeted) {
      err.println("keelson: " + untargeted.getMessage());
      return untargeted.exitStatus();
    }
    if (failure instanceof CompileException refused) {
      refused.diagnostics().forEach(err::println);
      return 1;
    }
    if (failure instanceof IOException trouble) {
      err.println("keelson: " + FileTrouble.sentence(trouble));
      return 1;
    }
    if (isOfTheWorld(failure)) {
      err.println("keelson: " + failure.getMessage());
      return 1;
    }
    err.println("keelson: internal error: " + failure);
    err.println(
        "    This is a defect of Keelson. Run it again with --debug and report what it says.");
    return 1;
  }

  /** Whether the message was written for the person at the terminal. */
  private static boolean isOfTheWorld(Throwable failure) {
    return failure instanceof ReportException
        || failure instanceof SyscallException
        || failure instanceof UnsupportedKernelException
        || failure instanceof VerifierException
        || failure instanceof MalformedObjectException;
  }
}
