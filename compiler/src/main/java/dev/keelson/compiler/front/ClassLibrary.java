package dev.keelson.compiler.front;

import dev.keelson.compiler.ClassBytes;
import java.lang.constant.ClassDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The classes of one compilation, each read once. Confined to one thread. */
final class ClassLibrary {
  private final ClassBytes bytes;
  private final Map<String, Optional<ClassSource>> known = new HashMap<>();
  private final Substitutes substitutes = new Substitutes();

  ClassLibrary(ClassBytes bytes) {
    this.bytes = bytes;
  }

  /** What stands for methods of the library. */
  Substitutes substitutes() {
    return substitutes;
  }

  /**
   * The class of that binary name, if there is one.
   *
   * @throws Refusal when its class file is malformed
   */
  Optional<ClassSource> find(String name) {
    Optional<ClassSource> source = known.get(name);
    if (source == null) {
      try {
        source =
            name.equals(LibraryBodies.class.getName())
                ? Optional.of(substitutes.bodies())
                : bytes.bytes(name).map(content -> ClassSource.read(name, content));
      } catch (Malformed malformed) {
        throw malformed(name, malformed);
      }
      known.put(name, source);
    }
    return source;
  }

  /**
   * The class of that binary name.
   *
   * @throws Refusal when it is not to be had
   */
  ClassSource get(String name) {
    return find(name)
        .orElseThrow(() ->
            new Refusal(
                "class-not-found",
                "the class " + name + " is not here",
                "Kernel programs are compiled with all the classes they use.",
                "Put its class file beside the program's."));
  }

  static Refusal malformed(String name, RuntimeException malformed) {
    return new Refusal(
        "malformed-class",
        "the class file of " + name + " is damaged: " + malformed.getMessage(),
        "No Java compiler writes such a file.",
        "Build it again.");
  }

  /** Binary name with dots of a class or interface. */
  static String nameOf(ClassDesc type) {
    String descriptor = type.descriptorString();
    return type.isClassOrInterface()
        ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
        : descriptor;
  }
}
