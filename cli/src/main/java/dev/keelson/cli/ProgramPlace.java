package dev.keelson.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the one kernel-side class is that a command was asked for.
 *
 * @param classes the places to find it and what it uses; closed with this
 * @param className its binary name
 */
record ProgramPlace(ClassPlaces classes, String className) implements AutoCloseable {

  /**
   * The class that a word means.
   *
   * @param word a file or folder with one kernel-side class; with a class path the class's name
   * @param classPath folders and jars, separated as in {@code java -cp}; null for none
   */
  static ProgramPlace of(String word, String classPath) {
    if (classPath == null) {
      ClassPlaces classes = ClassPlaces.open(List.of(Path.of(word)));
      return new ProgramPlace(classes, only(word, ProgramClasses.among(classes)));
    }
    ClassPlaces classes =
        ClassPlaces.open(Stream.of(classPath.split(File.pathSeparator)).map(Path::of).toList());
    if (classes.bytes(word).isEmpty()) {
      classes.close();
      throw Failure.failed("there is no class %s in %s.".formatted(word, classPath));
    }
    return new ProgramPlace(classes, word);
  }

  private static String only(String place, List<String> programs) {
    if (programs.isEmpty()) {
      throw Failure.failed(
          place
              + " has no kernel-side class: none has a method annotated with an attach point such"
              + " as @BtfTracepoint.");
    }
    if (programs.size() > 1) {
      throw Failure.usage(
          place + " has several kernel-side classes, name the file of one: " + programs);
    }
    return programs.getFirst();
  }

  @Override
  public void close() {
    classes.close();
  }
}
