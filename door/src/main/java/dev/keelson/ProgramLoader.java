package dev.keelson;

import dev.keelson.bpf.BpfMap;
import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.KernelFeatures;
import dev.keelson.bpf.PreparedImage;
import dev.keelson.bpf.VerifierException;
import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.ClassBytes;
import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.compiler.Optimisation;
import dev.keelson.linux.KernelVersion;
import dev.keelson.linux.SystemInfo;
import dev.keelson.object.image.BpfImage;
import dev.keelson.program.Setting;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What to load and how. Mutable; confined to one thread. */
public final class ProgramLoader {
  private final Class<?> program;
  private final Declarations declarations;
  private final Map<String, Object> settings = new HashMap<>();
  private final Map<String, BpfMap> shared = new HashMap<>();
  private ClassBytes classes;
  private Optional<ImageCache> cache = Optional.empty();

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

  /**
   * Lets programs of this class use live maps of another one: what this class names as a field of
   * the other one is then the same map, and no new one. Close {@code owner} last.
   *
   * @param owner the class that declares them, loaded
   * @param maps its maps and rings, as in its static finals: {@code Arrivals.BY_PORT}
   * @throws IllegalArgumentException when {@code owner}'s class declares no such map; at load time
   *     when no program of this class uses it
   */
  public ProgramLoader sharing(LoadedProgram owner, Object... maps) {
    for (Object map : maps) {
      BpfMap live = owner.live(map);
      shared.put(live.name(), live);
    }
    return this;
  }

  /** Takes class files from somewhere else than the program's own class loader. */
  public ProgramLoader classes(ClassBytes classBytes) {
    this.classes = classBytes;
    return this;
  }

  /**
   * Keeps compiled images in a folder, and takes them from there while class files, compiler and
   * kernel are the same. Settings may differ. A folder that others can write to is not used, nor is
   * one that cannot be made or read: {@link LoadedProgram#imageOrigin} says so.
   *
   * @param folder made when it is not there; the oldest images go when there are many
   */
  public ProgramLoader cache(Path folder) {
    this.cache = Optional.of(new ImageCache(folder));
    return this;
  }

  /** Why {@link #cache} could keep nothing in that folder, which it makes; empty when it can. */
  public static Optional<String> cacheTrouble(Path folder) {
    return new ImageCache(folder).trouble();
  }

  /**
   * Compiles for the running kernel, and loads nothing.
   *
   * @throws CompileException with all that is wrong with the program
   * @throws UnsupportedKernelException when the kernel is older than Linux 5.15 or shows no types
   */
  public BpfImage compile() {
    return compile(Set.of());
  }

  private BpfImage compile(Set<Optimisation> without) {
    try {
      return compileOpen(classes, without).image().withSettings(numbers());
    } catch (CompileException _) {
      return compileFixed(without);
    }
  }

  private record Compiled(BpfImage image, long micros) {}

  /** For any values of the settings; the kernel's types are there before the time is taken. */
  private Compiled compileOpen(ClassBytes source, Set<Optimisation> without) {
    CompileRequest request =
        new CompileRequest(
            program.getName(), source, KernelBtf.load(), features(), Map.of(), true, without);
    long started = System.nanoTime();
    BpfImage image = BpfCompiler.compile(request);
    return new Compiled(image, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started));
  }

  /** With their values known, settings can switch off what this kernel lacks, and bound loops. */
  private BpfImage compileFixed(Set<Optimisation> without) {
    return BpfCompiler.compile(
        new CompileRequest(
            program.getName(),
            classes,
            KernelBtf.load(),
            features(),
            settings,
            /* openSettings= */ false,
            without));
  }

  private Map<String, Long> numbers() {
    Map<String, Long> numbers = new HashMap<>();
    settings.forEach((name, value) -> {
      switch (value) {
        case Boolean flag -> numbers.put(name, flag ? 1L : 0L);
        case Character character -> numbers.put(name, (long) character);
        case Number number -> numbers.put(name, number.longValue());
        default -> {} // of no use to a program: the compiler refuses one that reads it
      }
    });
    return numbers;
  }

  /**
   * Compiles for the running kernel, or takes what was compiled before, and loads. Where there are
   * more ways through the program than the verifier follows, it is compiled once more with every
   * loop a function that the kernel calls: slower, and walked a few times only.
   *
   * @throws CompileException with all that is wrong with the program
   * @throws VerifierException when the kernel's verifier refuses a program
   * @throws dev.keelson.linux.SyscallException when the kernel refuses for another reason
   * @throws UnsupportedKernelException when the kernel lacks what the program needs
   */
  public LoadedProgram load() {
    try {
      return cache.isPresent() ? loadCached(cache.get()) : load(compile());
    } catch (VerifierException first) {
      if (!first.gaveUp() || !features().loopHelper()) {
        throw first;
      }
      return loadWithCalledLoops(first);
    }
  }

  private LoadedProgram loadWithCalledLoops(VerifierException first) {
    Set<Optimisation> without = Set.of(Optimisation.WALKED_LOOPS);
    String why = "the verifier gave up on the form with faster loops";
    try {
      return cache.isPresent()
          ? compileAndKeep(cache.get(), Circumstances.of(program.getName()), why, without)
          : loaded(PreparedImage.of(compile(without)), "compiled once more: " + why);
    } catch (IOException unknown) {
      return loaded(
          PreparedImage.of(compile(without)), "compiled, not kept: " + unknown.getMessage());
    } catch (VerifierException second) {
      first.addSuppressed(second);
      throw first;
    }
  }

  private LoadedProgram loadCached(ImageCache images) {
    Circumstances now;
    try {
      now = Circumstances.of(program.getName());
    } catch (IOException unknown) {
      return loaded(PreparedImage.of(compile()), "compiled, not kept: " + unknown.getMessage());
    }
    return switch (images.find(now, classes)) {
      case ImageCache.Found.Kept(PreparedImage image, Path file) ->
          loaded(image.withSettings(numbers()), "kept in " + file);
      case ImageCache.Found.Nothing(String why) -> compileAndKeep(images, now, why, Set.of());
    };
  }

  private LoadedProgram compileAndKeep(
      ImageCache images, Circumstances now, String why, Set<Optimisation> without) {
    RecordedClasses recorded = new RecordedClasses(classes);
    Compiled compiled;
    try {
      compiled = compileOpen(recorded, without);
    } catch (CompileException _) {
      return loaded(
          PreparedImage.of(compileFixed(without)),
          "compiled, not kept: it depends on its settings");
    }
    PreparedImage image = PreparedImage.of(compiled.image());
    String kept =
        "compiled in "
            + compiled.micros()
            + " us, "
            + images
                .keep(new CacheEntry(now, recorded.asked(), image))
                .map(trouble -> "not kept: " + trouble)
                .orElse("kept: " + why);
    return loaded(image.withSettings(numbers()), kept);
  }

  private LoadedProgram loaded(PreparedImage image, String origin) {
    return new LoadedProgram(BpfObject.load(image, shared), declarations, origin);
  }

  /** Loads an image that was compiled from the program class before. */
  public LoadedProgram load(BpfImage image) {
    return loaded(PreparedImage.of(image), "compiled");
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
