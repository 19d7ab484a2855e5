package dev.keelson;

import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.KernelFeatures;
import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.ClassBytes;
import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.linux.KernelVersion;
import dev.keelson.linux.SystemInfo;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.image.BpfImage;
import dev.keelson.program.Setting;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What to load and how. Mutable; confined to one thread. */
public final class ProgramLoader {
  private final Class<?> program;
  private final Declarations declarations;
  private final Map<String, Object> settings = new HashMap<>();
  private ClassBytes classes;

  ProgramLoader(Class<?> program, MethodHandles.Lookup lookup) {
    this.program = program;
    this.declarations = Declarations.of(program, lookup);
    this.classes = new LoaderClassBytes(program);
  }

  /**
   * Gives a setting the value it has in this load.
   *
   * @param setting the static final field of the program class
   * @throws IllegalArgumentException when the program class declares no such setting
   */
  public <T> ProgramLoader setting(Setting<T> setting, T value) {
    settings.put(declarations.nameOf(setting), Objects.requireNonNull(value, "value"));
    return this;
  }

  /** Takes class files from somewhere else than the program's own class loader. */
  public ProgramLoader classes(ClassBytes classBytes) {
    this.classes = classBytes;
    return this;
  }

  /**
   * Compiles for the running kernel, and loads nothing.
   *
   * @throws dev.keelson.compiler.CompileException with all that is wrong with the program
   * @throws UnsupportedKernelException when the kernel is older than Linux 5.15 or shows no types
   */
  public BpfImage compile() {
    Btf kernel = KernelBtf.load();
    Features features = features();
    try {
      return BpfCompiler.compile(
              new CompileRequest(program.getName(), classes, kernel, features, Map.of(), true))
          .withSettings(numbers());
    } catch (CompileException _) {
      // With their values known, settings can switch off what this kernel lacks, and bound loops.
      return BpfCompiler.compile(
          new CompileRequest(program.getName(), classes, kernel, features, settings));
    }
  }

  private Map<String, Long> numbers() {
    Map<String, Long> numbers = new HashMap<>();
    settings.forEach((name, value) ->
        numbers.put(
            name,
            switch (value) {
              case Boolean flag -> flag ? 1L : 0L;
              case Character character -> (long) character;
              case Number number -> number.longValue();
              default -> throw new AssertionError("the compiler took a setting that is " + value);
            }));
    return numbers;
  }

  /**
   * Compiles for the running kernel and loads.
   *
   * @throws dev.keelson.compiler.CompileException with all that is wrong with the program
   * @throws dev.keelson.bpf.VerifierException when the kernel's verifier refuses a program
   * @throws dev.keelson.linux.SyscallException when the kernel refuses for another reason
   * @throws UnsupportedKernelException when the kernel lacks what the program needs
   */
  public LoadedProgram load() {
    return load(compile());
  }

  /** Loads an image that was compiled from the program class before. */
  public LoadedProgram load(BpfImage image) {
    return new LoadedProgram(BpfObject.load(image), declarations);
  }

  /**
   * What the running kernel has of what the compiler can use.
   *
   * @throws UnsupportedKernelException when it is older than Linux 5.15 or shows no types
   * @throws dev.keelson.linux.SyscallException when this process may not load programs
   */
  public static Features features() {
    requireSupported(SystemInfo.kernel());
    KernelFeatures found = KernelFeatures.probe();
    return new Features(
        found.signedDivision(), found.signExtension(), found.loopHelper(), found.mayGoto());
  }

  /**
   * @throws UnsupportedKernelException for a kernel older than Linux 5.15
   */
  static void requireSupported(KernelVersion kernel) {
    if (!kernel.isAtLeast(5, 15)) {
      throw new UnsupportedKernelException(
          "this is Linux " + kernel.release(),
          "Keelson needs Linux 5.15 or newer, with BTF (CONFIG_DEBUG_INFO_BTF=y).",
          null);
    }
  }
}
