package dev.keelson.differential.hostile;

import dev.keelson.compiler.ClassBytes;
import dev.keelson.differential.corpus.Arrays;
import dev.keelson.differential.corpus.Atomics;
import dev.keelson.differential.corpus.Calls;
import dev.keelson.differential.corpus.Choices;
import dev.keelson.differential.corpus.Enums;
import dev.keelson.differential.corpus.Faulty;
import dev.keelson.differential.corpus.Globals;
import dev.keelson.differential.corpus.Lambdas;
import dev.keelson.differential.corpus.Packets;
import dev.keelson.differential.corpus.Patterns;
import dev.keelson.differential.corpus.Shapes;
import dev.keelson.differential.corpus.Storage;
import dev.keelson.differential.corpus.Structs;
import dev.keelson.differential.corpus.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The classes that are damaged: of every part of the language some. */
final class Subjects {
  static final List<String> NAMES =
      Stream.of(
              Arrays.class,
              Atomics.class,
              Calls.class,
              Choices.class,
              Enums.class,
              Faulty.class,
              Globals.class,
              Lambdas.class,
              Packets.class,
              Patterns.class,
              Shapes.class,
              Storage.class,
              Structs.class,
              Texts.class)
          .map(Class::getName)
          .toList();

  private static final Map<String, Optional<byte[]>> READ = new ConcurrentHashMap<>();

  /** They, and what they use. */
  static final ClassBytes CLASSES = name -> READ.computeIfAbsent(name, Subjects::read);

  private Subjects() {}

  private static Optional<byte[]> read(String name) {
    try (InputStream file =
        Subjects.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
      return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
