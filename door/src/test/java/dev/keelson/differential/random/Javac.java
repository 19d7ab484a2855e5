package dev.keelson.differential.random;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * The JDK's compiler. It works in a directory of its own, because its tool takes nothing but files.
 */
final class Javac {
  private static final ToolProvider TOOL =
      ToolProvider.findFirst("javac")
          .orElseThrow(() -> new AssertionError("a JDK has a javac; this is none"));

  private Javac() {}

  /** What the compiler said instead of making classes. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  /**
   * Class files by binary name.
   *
   * @throws Refusal when a program is no Java
   */
  static Map<String, byte[]> compile(Collection<RandomProgram> programs) throws Refusal {
    try {
      Path folder = Files.createTempDirectory("keelson-javac");
      try {
        return compile(programs, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> compile(Collection<RandomProgram> programs, Path folder)
      throws IOException, Refusal {
    List<String> arguments =
        new ArrayList<>(List.of("-g", "-nowarn", "-proc:none", "-XDuseUnsharedTable=true", "-d"));
    arguments.add(folder.resolve("classes").toString());
    arguments.add("-cp");
    arguments.add(
        home("dev/keelson/differential/Numbers.class")
            + ":"
            + home("dev/keelson/program/SyscallProgram.class"));
    for (RandomProgram program : programs) {
      Path file = folder.resolve(program.name() + ".java");
      Files.writeString(file, program.source());
      arguments.add(file.toString());
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, false, StandardCharsets.UTF_8);
    if (TOOL.run(out, out, arguments.toArray(String[]::new)) != 0) {
      out.flush();
      throw new Refusal(said.toString(StandardCharsets.UTF_8));
    }
    return classes(folder.resolve("classes"));
  }

  private static Map<String, byte[]> classes(Path folder) throws IOException {
    Map<String, byte[]> classes = new HashMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('/', '.');
      classes.put(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(file));
    }
    return classes;
  }

  /** The directory or jar that has the class file. */
  private static String home(String resource) {
    try {
      String found = ClassLoader.getSystemClassLoader().getResource(resource).toURI().toString();
      String bare =
          found.substring(0, found.length() - resource.length()).replaceFirst("^jar:", "");
      return Path.of(java.net.URI.create(bare.replaceFirst("!/$", ""))).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
