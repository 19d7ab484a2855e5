package dev.keelson.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The page with the table: one section of it is made, the rest is written by people. */
record Page(Path file) {
  private static final String MADE = "## The table";
  private static final String SECTION = "## ";

  /** Puts the rows where the old ones stand. */
  void replace(List<String> rows) throws IOException, InterruptedException {
    Files.write(file, replaced(Files.readAllLines(file), heading(), rows));
  }

  static List<String> replaced(List<String> page, String heading, List<String> rows) {
    List<String> made = new ArrayList<>();
    boolean old = false;
    for (String line : page) {
      if (line.equals(MADE)) {
        made.addAll(List.of(MADE, "", heading, ""));
        made.addAll(rows);
        made.add("");
        old = true;
      } else if (line.startsWith(SECTION)) {
        old = false;
      }
      if (!old) {
        made.add(line);
      }
    }
    return made;
  }

  private String heading() throws IOException, InterruptedException {
    return "`./keelson-faults --write docs/faults.md`, %s, commit %s, Linux %s, %d CPUs, JDK %s:"
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            output(
                "git",
                "-C",
                file.toAbsolutePath().getParent().toString(),
                "rev-parse",
                "--short",
                "HEAD"),
            System.getProperty("os.version"),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.version"));
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    String text =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.waitFor() == 0 ? text : "unknown";
  }
}
