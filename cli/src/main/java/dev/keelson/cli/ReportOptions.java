package dev.keelson.cli;

import dev.keelson.latency.LatencyReport;
import dev.keelson.latency.report.CsvReport;
import dev.keelson.latency.report.HdrReport;
import dev.keelson.latency.report.JsonReport;
import dev.keelson.latency.report.LatencyWriter;
import dev.keelson.latency.report.ReportFile;
import dev.keelson.latency.report.TableReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where the report of a measurement goes: a table, and files beside it. */
final class ReportOptions {
  private final OptionSpec json =
      file("--json")
          .description("Write the report as JSON; - is standard output, in the place of the table.")
          .build();

  private final OptionSpec hdr = file("--hdr").description("Write a HdrHistogram log.").build();
  private final OptionSpec csv = file("--csv").description("Write the figures as CSV.").build();

  private final OptionSpec threads =
      OptionSpec.builder("--threads")
          .type(int.class)
          .paramLabel("N")
          .defaultValue("10")
          .description("Show the N threads that waited longest (${DEFAULT-VALUE}).")
          .build();

  private static OptionSpec.Builder file(String name) {
    return OptionSpec.builder(name).type(String.class).paramLabel("FILE");
  }

  void addTo(CommandSpec command) {
    command.addOption(json).addOption(hdr).addOption(csv).addOption(threads);
  }

  /** Says before the measurement, not after it, that a file cannot be written. */
  void refuseWhatCannotBeWritten() {
    int shown = threads.getValue();
    if (shown < 0) {
      throw Failure.usage("--threads wants a number of at least 0, not " + shown + ".");
    }
    for (String name : writers().keySet()) {
      if (name.isBlank()) {
        throw Failure.usage("--json, --hdr and --csv want the name of a file, not an empty one.");
      }
      if (!name.equals("-")) {
        refuse(Path.of(name).toAbsolutePath());
      }
    }
  }

  private static void refuse(Path file) {
    Path folder = file.getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw Failure.failed(file + " is a folder, not a file.");
    }
    if (!Files.isDirectory(folder)) {
      throw Failure.failed("the folder of " + file + " does not exist; make it first.");
    }
    if (Files.exists(file) ? !Files.isWritable(file) : !Files.isWritable(folder)) {
      throw Failure.failed(
          "%s cannot be written by user %s; name another file."
              .formatted(file, System.getProperty("user.name")));
    }
  }

  /**
   * Writes the report in every form that was asked for.
   *
   * @param listOverNanos the table lists every interval above it; empty for none
   */
  void write(LatencyReport report, OptionalLong listOverNanos, Console console) {
    Map<String, LatencyWriter> writers = writers();
    if (!writers.containsKey("-")) {
      int columns = Math.max(80, console.columns());
      write(report, new TableReport(columns, threads.getValue(), listOverNanos), console);
    }
    writers.forEach((name, writer) -> {
      if (name.equals("-")) {
        write(report, writer, console);
      } else {
        new ReportFile(name).write(report, writer);
      }
    });
  }

  private static void write(LatencyReport report, LatencyWriter writer, Console console) {
    try {
      writer.write(report, console.out());
      console.out().flush();
    } catch (IOException e) {
      throw Failure.failed("could not write to standard output: " + e.getMessage(), e);
    }
  }

  private Map<String, LatencyWriter> writers() {
    Map<String, LatencyWriter> writers = new LinkedHashMap<>();
    add(writers, json.getValue(), new JsonReport());
    add(writers, hdr.getValue(), new HdrReport());
    add(writers, csv.getValue(), new CsvReport());
    return writers;
  }

  private static void add(Map<String, LatencyWriter> writers, String name, LatencyWriter writer) {
    if (name != null && writers.put(name, writer) != null) {
      throw Failure.usage(
          "two reports cannot both go to " + (name.equals("-") ? "standard output" : name) + ".");
    }
  }
}
