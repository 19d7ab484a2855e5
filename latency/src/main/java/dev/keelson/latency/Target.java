package dev.keelson.latency;

import java.util.List;

/** Whose threads are measured. */
public sealed interface Target {
  /** The word that reports use for this kind of target. */
  String kind();

  /**
   * A process that runs already.
   *
   * @param pid its process id, at least 1
   */
  record RunningProcess(int pid) implements Target {
    public RunningProcess {
      if (pid < 1) {
        throw new IllegalArgumentException(
            "A process id is a positive number, but this is " + pid + ".");
      }
    }

    @Override
    public String kind() {
      return "process";
    }
  }

  /**
   * A command to start and to measure from its first instruction until it ends. Its children are
   * processes of their own and are not measured.
   *
   * @param command program and arguments, at least the program
   */
  record Command(List<String> command) implements Target {
    public Command {
      command = List.copyOf(command);
      if (command.isEmpty() || command.getFirst().isEmpty()) {
        throw new IllegalArgumentException("A command needs at least the name of a program.");
      }
    }

    @Override
    public String kind() {
      return "command";
    }
  }

  /** Every task of the machine, kernel threads included. */
  record All() implements Target {
    @Override
    public String kind() {
      return "all";
    }
  }
}
