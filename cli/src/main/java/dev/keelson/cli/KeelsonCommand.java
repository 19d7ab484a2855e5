package dev.keelson.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/**
 * {@code keelson} without a command: its help. Described by calls instead of annotations, as {@link
 * LatencyCommand} is: reading annotations would be a third of a start.
 */
final class KeelsonCommand implements Runnable {
  private final OptionSpec help =
      OptionSpec.builder("-h", "--help")
          .type(boolean.class)
          .initialValue(false)
          .usageHelp(true)
          .scopeType(ScopeType.INHERIT)
          .description("Show this help.")
          .build();

  private final OptionSpec version =
      OptionSpec.builder("-V", "--version")
          .type(boolean.class)
          .initialValue(false)
          .versionHelp(true)
          .description("Show the versions of Keelson, JDK and kernel.")
          .build();

  private final OptionSpec debug =
      OptionSpec.builder("--debug")
          .type(boolean.class)
          .initialValue(false)
          .scopeType(ScopeType.INHERIT)
          .description("Show stack traces of failures.")
          .build();

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  CommandSpec spec() {
    spec.name("keelson")
        .versionProvider(new Version())
        .addOption(help)
        .addOption(version)
        .addOption(debug);
    spec.usageMessage()
        .sortOptions(false)
        .synopsisSubcommandLabel("COMMAND")
        .description("Ties the Java virtual machine to the Linux kernel.")
        .footer(
            "",
            "Start here:",
            "  ./keelson doctor              what this machine, user and JDK can do",
            "  ./keelson latency             measure a built-in workload",
            "  ./keelson latency --pid 4711  measure a running process",
            "",
            "Exit status: 0 done, 1 failed, 2 wrong words, 130 a second Ctrl-C.");
    return spec;
  }

  /** Whether {@code --debug} was given, before the command's name or after it. */
  boolean debug() {
    return debug.getValue();
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut(), CommandLine.Help.Ansi.OFF);
  }
}
