package dev.keelson.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's modules as they lie on disk beside this one, compiled before it. */
final class Project {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Project() {}

  /** The classes of all modules, without their tests. */
  static JavaClasses classes() {
    return new ClassFileImporter().importPaths(folders("target/classes"));
  }

  /** The classes of all modules' tests. */
  static JavaClasses testClasses() {
    return new ClassFileImporter().importPaths(folders("target/test-classes"));
  }

  /** Every Java file of every module, tests included. */
  static List<Path> sources() {
    return folders("src").stream().flatMap(Project::javaFiles).sorted().toList();
  }

  /** The build file of every module; what they share is in the parent's. */
  static List<Path> builds() {
    return folders("").stream().map(module -> module.resolve("pom.xml")).sorted().toList();
  }

  /** A path as it is written from the project's root. */
  static String name(Path path) {
    return ROOT.relativize(path.toAbsolutePath().normalize()).toString();
  }

  static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> folders(String below) {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .filter(module -> Files.exists(module.resolve("pom.xml")))
          .map(module -> module.resolve(below))
          .filter(Files::isDirectory)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
