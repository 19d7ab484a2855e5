package dev.keelson.cli;

import dev.keelson.compiler.ClassBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The classes in some folders, jars, class files and source files, and behind them the JDK's and
 * Keelson's own. Holds jars open until it is closed.
 */
final class ClassPlaces implements ClassBytes, AutoCloseable {
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final List<Path> folders = new ArrayList<>();
  private final List<Path> dependencies = new ArrayList<>();
  private final List<FileSystem> jars = new ArrayList<>();

  private ClassPlaces() {}

  /** Opens the places, in the order in which a class is looked for. */
  static ClassPlaces open(List<Path> places) {
    ClassPlaces opened = new ClassPlaces();
    try {
      for (Path place : places) {
        opened.add(place);
      }
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void add(Path place) {
    try {
      read(place);
    } catch (IOException e) {
      throw Failure.failed(
          "cannot read classes from %s: %s.".formatted(place, FileTrouble.sentence(e)), e);
    }
  }

  private void read(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      folders.add(place);
    } else if (!Files.isReadable(place)) {
      throw Failure.failed(
          Files.exists(place)
              ? place + " is not readable by user " + System.getProperty("user.name") + "."
              : "there is no " + place + ".");
    } else if (place.toString().endsWith(".jar")) {
      FileSystem jar = FileSystems.newFileSystem(place);
      jars.add(jar);
      folders.add(jar.getPath("/"));
    } else if (place.toString().endsWith(".class")) {
      addFile(place);
    } else if (place.toString().endsWith(".java")) {
      files.putAll(new SourceFile(place).compile());
    } else {
      throw Failure.usage(place + " is no folder, jar, class file or source file.");
    }
  }

  /**
   * A class file alone: its nested classes are the files beside it, so its folder is a place too.
   */
  private void addFile(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String name = nameIn(bytes, file);
    files.put(name, bytes);
    Path root = file.toAbsolutePath().getParent();
    for (int dot = name.indexOf('.'); dot >= 0 && root != null; dot = name.indexOf('.', dot + 1)) {
      root = root.getParent();
    }
    if (root != null && Files.isReadable(root.resolve(name.replace('.', '/') + ".class"))) {
      dependencies.add(root);
    }
  }

  private static String nameIn(byte[] bytes, Path file) {
    try {
      return ClassFile.of().parse(bytes).thisClass().asInternalName().replace('/', '.');
    } catch (IllegalArgumentException e) {
      throw Failure.failed(file + " is no class file: " + e.getMessage(), e);
    }
  }

  /** The names of all classes in these places, sorted within a place. */
  List<String> names() {
    List<String> names = new ArrayList<>(files.keySet());
    for (Path folder : folders) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.map(folder::relativize)
            .map(Path::toString)
            .filter(path -> path.endsWith(".class") && !path.endsWith("-info.class"))
            .filter(path -> !path.startsWith("META-INF"))
            .map(path -> path.substring(0, path.length() - ".class".length()).replace('/', '.'))
            .sorted()
            .forEach(names::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return names;
  }

  @Override
  public Optional<byte[]> bytes(String binaryName) {
    Optional<byte[]> placed = placed(binaryName);
    if (placed.isPresent()) {
      return placed;
    }
    // Class files are the one resource that modules do not encapsulate.
    try (InputStream own = ClassLoader.getSystemResourceAsStream(path(binaryName))) {
      return own == null ? Optional.empty() : Optional.of(own.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("reading class " + binaryName, e);
    }
  }

  /** The class of that name in these places, not behind them. */
  private Optional<byte[]> placed(String binaryName) {
    if (files.containsKey(binaryName)) {
      return Optional.of(files.get(binaryName));
    }
    try {
      for (Path folder : Stream.concat(folders.stream(), dependencies.stream()).toList()) {
        Path file = folder.resolve(path(binaryName));
        if (Files.isRegularFile(file)) {
          return Optional.of(Files.readAllBytes(file));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading class " + binaryName, e);
    }
  }

  private static String path(String binaryName) {
    return binaryName.replace('.', '/') + ".class";
  }

  /** A class loader for these places. */
  ClassLoader loader() {
    return new ClassLoader(ClassPlaces.class.getClassLoader()) {
      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = placed(name).orElseThrow(() -> new ClassNotFoundException(name));
        return defineClass(name, bytes, 0, bytes.length);
      }
    };
  }

  @Override
  public void close() {
    for (FileSystem jar : jars) {
      try {
        jar.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e); // a jar that was only read
      }
    }
    jars.clear();
  }
}
