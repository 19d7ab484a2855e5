package dev.keelson.compiler.front;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

/** Finds the method of {@link LibraryBodies} that stands for one of the library. */
final class Substitutes {
  private static final Set<String> OWNERS =
      Set.of(
          "java.lang.Math",
          "java.lang.StrictMath",
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Short",
          "java.lang.Character",
          "java.lang.Integer",
          "java.lang.Long");

  private ClassSource bodies;

  /** Empty when nothing stands for it; the class file is read when it is first needed. */
  Optional<MethodBody> find(String owner, String name, String descriptor) {
    return OWNERS.contains(owner) ? bodies().method(name, descriptor) : Optional.empty();
  }

  /** The class whose methods stand for others, and call each other. */
  ClassSource bodies() {
    if (bodies == null) {
      String file = LibraryBodies.class.getSimpleName() + ".class";
      try (InputStream stream = LibraryBodies.class.getResourceAsStream(file)) {
        bodies = ClassSource.read(LibraryBodies.class.getName(), stream.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return bodies;
  }
}
