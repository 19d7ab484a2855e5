package dev.keelson.compiler;

import java.io.ByteArrayInputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The class files that one compilation read. The front end takes for granted what the JVM's
 * verifier checks, because javac's classes pass it; asked is the verifier only when a compilation
 * breaks down. Confined to one thread.
 */
final class ReadClasses implements ClassBytes {
  private final ClassBytes source;
  private final Map<String, byte[]> read = new HashMap<>();

  ReadClasses(ClassBytes source) {
    this.source = source;
  }

  @Override
  public Optional<byte[]> bytes(String binaryName) {
    Optional<byte[]> bytes = source.bytes(binaryName);
    bytes.ifPresent(content -> read.put(binaryName, content));
    return bytes;
  }

  /** What is wrong with a class that no JVM would run, if there is one. */
  Optional<Diagnostic> damage() {
    ClassHierarchyResolver hierarchy =
        ClassHierarchyResolver.ofResourceParsing(type ->
                source
                    .bytes(binaryName(type.descriptorString()))
                    .map(ByteArrayInputStream::new)
                    .orElse(null))
            .orElse(ClassHierarchyResolver.defaultResolver());
    ClassFile verifier = ClassFile.of(ClassHierarchyResolverOption.of(hierarchy));
    return read.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(one -> damage(verifier, one.getKey(), one.getValue()).stream())
        .findFirst();
  }

  private static Optional<Diagnostic> damage(ClassFile verifier, String name, byte[] bytes) {
    String found;
    try {
      List<VerifyError> errors = verifier.verify(bytes);
      if (errors.isEmpty()) {
        return Optional.empty();
      }
      found = errors.getFirst().getMessage();
    } catch (RuntimeException unreadable) {
      found = unreadable.toString();
    }
    return Optional.of(
        new Diagnostic(
            name,
            0,
            "malformed-class",
            "the class file of " + name + " is damaged",
            "The JVM's verifier says: " + found.lines().findFirst().orElse(""),
            "Build it again."));
  }

  private static String binaryName(String descriptor) {
    return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
  }
}
