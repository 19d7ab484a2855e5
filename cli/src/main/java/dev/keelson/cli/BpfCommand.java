package dev.keelson.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keelson bpf}: what programmers look up. */
@Command(
    name = "bpf",
    synopsisSubcommandLabel = "COMMAND",
    description = "Looks things up for who writes and runs kernel-side programs.",
    subcommands = {BtfCommand.class, DumpCommand.class, FaultsCommand.class})
final class BpfCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "bpf wants a command: btf, dump, faults");
  }
}
