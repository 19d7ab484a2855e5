package dev.keelson.compiler;

import java.util.Optional;

/** Where the compiler finds class files. */
@FunctionalInterface
public interface ClassBytes {
  /** The class file of a binary name such as {@code a.b.C$D}, or empty when it is not to be had. */
  Optional<byte[]> bytes(String binaryName);
}
