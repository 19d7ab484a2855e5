package dev.keelson;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;

/** The files that a part of this program runs from: a jar, or a folder of classes. */
final class CodeFiles {
  private CodeFiles() {}

  /**
   * A text that is another one when the files that {@code type} came in have changed.
   *
   * @throws IOException when there are none
   */
  static String of(Class<?> type) throws IOException {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IOException("the file that has " + type.getName() + " is not known");
    }
    Path place;
    try {
      place = Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    StringBuilder text = new StringBuilder();
    for (Path file : files(place)) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      text.append(file)
          .append(' ')
          .append(attributes.size())
          .append(' ')
          .append(attributes.lastModifiedTime())
          .append('\n');
    }
    return text.toString();
  }

  private static List<Path> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
