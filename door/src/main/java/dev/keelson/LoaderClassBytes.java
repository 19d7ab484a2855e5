package dev.keelson;

import dev.keelson.compiler.ClassBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Class files as the class loader of a program class finds them. */
record LoaderClassBytes(Class<?> program) implements ClassBytes {
  @Override
  public Optional<byte[]> bytes(String binaryName) {
    String path = binaryName.replace('.', '/') + ".class";
    // Class files are the one resource that modules do not encapsulate.
    ClassLoader loader = program.getClassLoader();
    try (InputStream file =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(path)
            : loader.getResourceAsStream(path)) {
      return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the class file of " + binaryName + " cannot be read", e);
    }
  }
}
