package dev.keelson.latency.report;

import dev.keelson.latency.LatencyReport;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where a report goes.
 *
 * @param name a file, or {@code -} for standard output
 */
public record ReportFile(String name) {
  private static final String STANDARD_OUTPUT = "-";

  public ReportFile {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "A report needs the name of a file, or - for the terminal.");
    }
  }

  /**
   * Writes the report. A file is written beside its place and then takes its name, so that nobody
   * reads half a report and a failure leaves an older one as it was; devices and pipes are written
   * directly.
   *
   * @throws ReportException when it cannot be written: no such folder, no right, disk full
   */
  public void write(LatencyReport report, LatencyWriter writer) {
    try {
      if (name.equals(STANDARD_OUTPUT)) {
        // Not System.out: a PrintStream keeps a full disk to itself.
        writeTo(new FileOutputStream(FileDescriptor.out), report, writer);
        return;
      }
      Path file = Path.of(name).toAbsolutePath();
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
          writeTo(out, report, writer);
        }
      } else {
        replace(Files.exists(file) ? file.toRealPath() : file, report, writer);
      }
    } catch (IOException e) {
      throw new ReportException(sentence(e), e);
    } catch (InvalidPathException e) {
      throw new ReportException(
          "Cannot write the report to " + name + ": " + e.getReason() + ".", new IOException(e));
    }
  }

  private static void replace(Path file, LatencyReport report, LatencyWriter writer)
      throws IOException {
    Path unfinished =
        file.resolveSibling(
            "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".unfinished");
    try {
      try (OutputStream out =
          Files.newOutputStream(
              unfinished,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        writeTo(out, report, writer);
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void writeTo(OutputStream out, LatencyReport report, LatencyWriter writer)
      throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
    writer.write(report, buffered);
    buffered.flush();
  }

  private String sentence(IOException e) {
    String where = name.equals(STANDARD_OUTPUT) ? "standard output" : name;
    String why =
        switch (e) {
          case NoSuchFileException missing ->
              noSuchFile(Path.of(name).toAbsolutePath().getParent());
          case AccessDeniedException denied -> "this user may not write there";
          case FileSystemException failed when failed.getReason() != null -> failed.getReason();
          default -> e.getMessage();
        };
    return "Cannot write the report to "
        + where
        + ": "
        + why
        + ". Name another file, or - for the terminal.";
  }

  private static String noSuchFile(Path folder) {
    return (Files.isDirectory(folder) ? "no file can be made in " : "there is no folder ") + folder;
  }
}
