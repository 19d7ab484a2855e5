package dev.keelson.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code keelson} without a command: its help. */
@Command(
    name = "keelson",
    versionProvider = Version.class,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    description = "Ties the Java virtual machine to the Linux kernel.",
    footer = {
      "",
      "Start here:",
      "  ./keelson doctor              what this machine, user and JDK can do",
      "  ./keelson latency             measure a built-in workload",
      "  ./keelson latency --pid 4711  measure a running process",
      "",
      "Exit status: 0 done, 1 failed, 2 wrong words, 130 a second Ctrl-C."
    })
final class KeelsonCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of Keelson, JDK and kernel.")
  boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of failures.")
  boolean debug;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut(), CommandLine.Help.Ansi.OFF);
  }
}
