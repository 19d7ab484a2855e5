package dev.keelson.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code keelson doctor}. */
@Command(
    name = "doctor",
    description =
        "Says what this machine, this user and this JDK can do, what is missing and how to get it.")
final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().println("JDK " + Runtime.version());
    return 0;
  }
}
