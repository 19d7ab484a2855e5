package dev.keelson.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What an exception about a file says to a person: those of java.nio often say only the name. */
final class FileTrouble {
  private FileTrouble() {}

  static String sentence(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ ->
          "user " + System.getProperty("user.name") + " may not read it";
      default -> e.getMessage();
    };
  }
}
