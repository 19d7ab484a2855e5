package dev.keelson.compiler.front;

import dev.keelson.compiler.ClassBytes;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.compiler.ir.IrVerifier;
import dev.keelson.compiler.ir.Module;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** Translates classes of the tests themselves: what javac made of them is the input. */
final class Compiling {
  static final ClassBytes TEST_CLASSES =
      name -> {
        String resource = "/" + name.replace('.', '/') + ".class";
        try (InputStream stream = Compiling.class.getResourceAsStream(resource)) {
          return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        } catch (IOException cause) {
          throw new UncheckedIOException(cause);
        }
      };

  private Compiling() {}

  /** The verified module of a program class, compiled for {@link TestKernel}. */
  static Module translate(Class<?> program, Map<String, Object> settings) {
    Module module = FrontEnd.translate(request(program.getName(), TEST_CLASSES, settings));
    module.programs().forEach(one -> IrVerifier.verify(one.main()));
    return module;
  }

  static Module translate(Class<?> program) {
    return translate(program, Map.of());
  }

  static CompileRequest request(
      String className, ClassBytes classes, Map<String, Object> settings) {
    return new CompileRequest(className, classes, TestKernel.btf(), Features.LINUX_6_9, settings);
  }
}
