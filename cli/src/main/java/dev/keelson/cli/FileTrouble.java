package dev.keelson.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What an exception about a file says to a person: those of java.nio often say only the name. */
final class FileTrouble {
  private FileTrouble() {}

  static String sentence(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no file " + missing.getFile();
      case AccessDeniedException denied ->
          "user %s may not use %s".formatted(System.getProperty("user.name"), denied.getFile());
      default -> e.getMessage();
    };
  }
}
