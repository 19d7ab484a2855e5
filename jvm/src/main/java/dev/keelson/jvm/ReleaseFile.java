package dev.keelson.jvm;

import java.util.Optional;

/**
 * What a JDK's {@code release} file says of it.
 *
 * @param text the file: lines of {@code NAME="value"}
 */
record ReleaseFile(String text) {
  /** For example {@code 25.0.3+9-LTS}; old ones have only the short version. */
  Optional<String> version() {
    return value("JAVA_RUNTIME_VERSION").or(() -> value("JAVA_VERSION"));
  }

  /** Who built it, for example {@code Eclipse Adoptium}. */
  Optional<String> maker() {
    return value("IMPLEMENTOR");
  }

  private Optional<String> value(String key) {
    return text.lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1).replace("\"", "").strip())
        .findFirst();
  }
}
