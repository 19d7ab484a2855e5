package dev.keelson.differential;

import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.compiler.Optimisation;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.image.BpfImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A program class and those of its package: compiled, or loaded afresh, so that static maps begin
 * empty. Other classes are the test's own.
 */
public final class ClassFiles extends ClassLoader {
  private final String name;
  private final Map<String, byte[]> generated;

  private ClassFiles(String name, Map<String, byte[]> generated) {
    super(ClassFiles.class.getClassLoader());
    // What is generated names Numbers, and is in no module.
    Module ours = Numbers.class.getModule();
    ours.addExports(Numbers.class.getPackageName(), getUnnamedModule());
    this.name = name;
    this.generated = generated;
  }

  /** Of a class that is compiled with the tests. */
  static ClassFiles of(Class<?> programs) {
    return new ClassFiles(programs.getName(), Map.of());
  }

  /** Of a class that a test has made. */
  static ClassFiles of(String name, byte[] bytes) {
    return of(name, Map.of(name, bytes));
  }

  /**
   * Of a class that a test has made, and the others that it needs.
   *
   * @param generated class files by binary name
   */
  public static ClassFiles of(String name, Map<String, byte[]> generated) {
    return new ClassFiles(name, generated);
  }

  /** The same, of which nothing is loaded yet. */
  public ClassFiles afresh() {
    return new ClassFiles(name, generated);
  }

  /** The image; the kernel's types are not needed by programs that user space runs. */
  public BpfImage compile(Features features) {
    return compile(features, Set.of());
  }

  /** The image without some optimisations. */
  public BpfImage compile(Features features, Set<Optimisation> without) {
    Btf none = Btf.read(new BtfBuilder().encode(), "no types");
    CompileRequest request = new CompileRequest(name, this::bytes, none, features, Map.of());
    return BpfCompiler.compile(request.without(without));
  }

  /** Loaded, verified and initialised. */
  Class<?> load() {
    try {
      return Class.forName(name, true, this);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
    boolean neighbour = wanted.startsWith(name.substring(0, name.lastIndexOf('.') + 1));
    if (generated.isEmpty() ? !neighbour : !generated.containsKey(wanted)) {
      return super.loadClass(wanted, resolve);
    }
    synchronized (getClassLoadingLock(wanted)) {
      Class<?> loaded = findLoadedClass(wanted);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = bytes(wanted).orElseThrow(() -> new ClassNotFoundException(wanted));
      return defineClass(wanted, bytes, 0, bytes.length);
    }
  }

  private Optional<byte[]> bytes(String wanted) {
    if (generated.containsKey(wanted)) {
      return Optional.of(generated.get(wanted));
    }
    try (InputStream file =
        ClassFiles.class.getResourceAsStream("/" + wanted.replace('.', '/') + ".class")) {
      return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
