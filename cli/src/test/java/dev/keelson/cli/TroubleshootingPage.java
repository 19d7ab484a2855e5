package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** docs/troubleshooting.md: its headings are messages, with three dots for what varies. */
final class TroubleshootingPage {
  private static final Path PAGE = Path.of("../docs/troubleshooting.md");
  private static final String HEADING = "### ";
  private static final int TELLING = 8; // characters

  private TroubleshootingPage() {}

  /** Fails unless a heading is among these words of standard error or of a report. */
  static void explains(String message) {
    assertThat(headings())
        .as("a heading of %s for: %s", PAGE, message)
        .anyMatch(heading -> isIn(heading, message));
  }

  private static List<String> headings() {
    try {
      return Files.readAllLines(PAGE).stream()
          .filter(line -> line.startsWith(HEADING) && line.indexOf(' ', HEADING.length()) > 0)
          .map(line -> line.substring(HEADING.length()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isIn(String heading, String message) {
    if (heading.replace("...", "").strip().length() < TELLING) {
      return false; // "... lost" is in every report
    }
    StringBuilder parts = new StringBuilder();
    for (String part : heading.split("\\.\\.\\.", -1)) {
      parts.append(parts.isEmpty() ? "" : "(?s:.*)").append(Pattern.quote(part.strip()));
    }
    return Pattern.compile(parts.toString()).matcher(message).find();
  }
}
