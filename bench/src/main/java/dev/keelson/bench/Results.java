package dev.keelson.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file of results: prose by hand, and a generated block for each comparison. */
final class Results {
  private Results() {}

  /**
   * Puts {@code lines} in the place of the block of that name.
   *
   * @throws IOException when the file has no such block or cannot be written
   */
  static void replace(Path file, String name, List<String> lines) throws IOException {
    String begin = "<!-- begin " + name + " -->\n";
    String end = "<!-- end " + name + " -->\n";
    String text = Files.readString(file);
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException(
          "%s has no block \"%s\" ... \"%s\" to write to"
              .formatted(file, begin.strip(), end.strip()));
    }
    String block = String.join("\n", lines) + "\n";
    Files.writeString(file, text.substring(0, from + begin.length()) + block + text.substring(to));
  }
}
