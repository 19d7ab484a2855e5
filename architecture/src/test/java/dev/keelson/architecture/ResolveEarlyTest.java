package dev.keelson.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/ResolveEarly.java changes how classes are linked, and nothing that they do. */
class ResolveEarlyTest {
  /** Every kind of component, switches in a class and in an interface, guards and null. */
  private static final String PROGRAM =
      """
      package sample;
      import java.util.*;
      import java.util.concurrent.Callable;
      public final class Sample implements Callable<String> {
        record All(boolean z, byte b, short s, char c, int i, long l, float f, double d,
            String name, int[] array) {}
        record None() {}
        sealed interface Shape {
          record Circle(int radius) implements Shape {}
          record Square(int side) implements Shape {}
          enum Unit implements Shape { DOT, LINE }
          static String size(Shape shape) {
            return switch (shape) {
              case null -> "nothing";
              case Circle(int radius) when radius > 10 -> "large " + radius;
              case Circle circle -> "small " + circle;
              case Square(var side) -> "square " + side;
              case Unit.DOT -> "dot";
              case Unit unit -> "unit " + unit;
            };
          }
        }
        static String kind(Object o) {
          return switch (o) {
            case CharSequence s when s.length() > 3 -> "long text";
            case String s -> "text";
            case Number n when n.intValue() < 0 -> "negative";
            case Integer i -> "int";
            case int[] a -> "array";
            case Object other -> "other";
          };
        }
        static All all(int seed, int[] array) {
          return new All(seed % 2 == 0, (byte) seed, (short) seed, (char) seed, seed, seed * 7L,
              seed == 3 ? Float.NaN : seed, seed == 4 ? -0.0 : 0.0, seed == 5 ? null : "n", array);
        }
        @Override public String call() {
          StringBuilder said = new StringBuilder();
          for (Shape shape : new Shape[] {null, new Shape.Circle(3), new Shape.Circle(30),
              new Shape.Square(4), Shape.Unit.DOT, Shape.Unit.LINE}) {
            said.append(Shape.size(shape)).append('\\n');
          }
          for (Object o : new Object[] {"ab", "abcd", new StringBuilder("x"), -1, 1, 2L, new int[0]}) {
            said.append(kind(o)).append('\\n');
          }
          int[] array = null; // an array's hash differs from run to run
          for (int a = 0; a < 8; a++) {
            said.append(all(a, array).hashCode()).append(' ').append(new None().hashCode());
            for (int b = 0; b < 8; b++) {
              said.append(' ').append(all(a, array).equals(all(b, array)));
            }
            said.append(all(a, array).equals("else")).append(all(a, array).equals(null)).append('\\n');
          }
          said.append(all(1, new int[0]).equals(all(1, new int[0]))).append(all(1, array));
          return said.toString();
        }
      }
      """;

  @TempDir private Path folder;
  private Path before;
  private Path after;

  @BeforeEach
  void resolve() throws Exception {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    Path source = Files.writeString(folder.resolve("Sample.java"), PROGRAM);
    run("javac", "-d", classes.toString(), source.toString());
    before = jar(classes, folder.resolve("before.jar"));
    after = Files.copy(before, folder.resolve("after.jar"));
    run("java", Path.of("..", "scripts", "ResolveEarly.java").toString(), after.toString());
  }

  private static void run(String tool, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/" + tool);
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void theSameClassesSayTheSame() throws Exception {
    assertThat(said(after)).isEqualTo(said(before)).contains("large 30", "negative", "dot");
  }

  @Test
  void noSwitchOverClassesAndNoHashOrEqualsIsLeftToTheLinker() throws IOException {
    assertThat(sites(before)).contains("typeSwitch", "hashCode", "equals", "toString");
    // With a constant of an enum among its labels a switch stays as it is.
    assertThat(sites(after)).doesNotContain("hashCode", "equals").contains("toString");
    assertThat(sites(after).stream().filter("typeSwitch"::equals).count())
        .isLessThan(sites(before).stream().filter("typeSwitch"::equals).count());
  }

  private static Path jar(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(path).toString()));
        Files.copy(path, out);
      }
    }
    return jar;
  }

  private static String said(Path jar) throws Exception {
    URL[] jars = {jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(jars, null)) {
      Object sample = loader.loadClass("sample.Sample").getConstructor().newInstance();
      return (String) ((Callable<?>) sample).call();
    }
  }

  /** The names of what the JVM links at run time: those of the bootstraps or of the sites. */
  private static List<String> sites(Path jar) throws IOException {
    URI uri = URI.create("jar:" + jar.toUri());
    try (var files = FileSystems.newFileSystem(uri, Map.of());
        Stream<Path> all = Files.walk(files.getPath("/"))) {
      return all.filter(path -> path.toString().endsWith(".class"))
          .flatMap(ResolveEarlyTest::sitesOf)
          .toList();
    }
  }

  private static Stream<String> sitesOf(Path path) {
    try {
      return ClassFile.of().parse(Files.readAllBytes(path)).methods().stream()
          .flatMap(method -> method.code().stream())
          .flatMap(code -> code.elementStream())
          .filter(InvokeDynamicInstruction.class::isInstance)
          .map(site -> ((InvokeDynamicInstruction) site).name().stringValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
