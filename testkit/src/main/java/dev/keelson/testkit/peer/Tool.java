package dev.keelson.testkit.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A command of the machine, run to its end. */
final class Tool {
  private Tool() {}

  /**
   * What the command prints on both outputs.
   *
   * @throws AssertionError if its status is not 0
   */
  static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError("%s: status %d\n%s".formatted(command, status, output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in " + command, e);
    }
  }

  /** Ends the test, with the reason, where the machine lacks a file that a package brings. */
  static void require(String debianPackage, String... places) {
    if (Stream.of(places).noneMatch(place -> Files.exists(Path.of(place)))) {
      throw new TestAbortedException(
          "%s is not here (Debian package %s)".formatted(List.of(places), debianPackage));
    }
  }

  /** Deletes a folder of files and empty folders; does nothing for null. */
  static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> content = Files.walk(folder)) {
      for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
