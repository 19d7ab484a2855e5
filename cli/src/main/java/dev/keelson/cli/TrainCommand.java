package dev.keelson.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * What the AOT cache is made from: short runs of the commands whose start people wait for. Runs
 * that fail (no rights, no BTF) have loaded most of their classes by then, so their status does not
 * matter.
 */
@Command(name = "train", hidden = true, description = "Runs what the AOT cache should hold.")
final class TrainCommand implements Runnable {
  private static final List<List<String>> RUNS =
      List.of(
          List.of("--version"),
          List.of("latency", "--json", "-", "--", "sleep", "0.3"),
          List.of("latency", "--", "sleep", "0.3"),
          List.of("latency", "--all", "--until-first-event"),
          List.of("doctor"));

  @Override
  public void run() {
    PrintStream nowhere = new PrintStream(new StandardOutput(OutputStream.nullOutputStream()));
    RUNS.forEach(words -> Main.run(words, nowhere, nowhere));
  }
}
