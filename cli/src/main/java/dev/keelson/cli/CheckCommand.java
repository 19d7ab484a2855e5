package dev.keelson.cli;

import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.linux.KernelVersion;
import dev.keelson.object.btf.Btf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keelson check}: the compiler's diagnostics at build time, without loading anything. */
@Command(
    name = "check",
    sortOptions = false,
    description = {
      "Compiles the kernel-side classes among CLASSES and prints what is wrong with them, as loading"
          + " would.",
      "Needs no rights and loads nothing. Status 1 when anything is wrong."
    },
    footer = {
      "",
      "  ./keelson check target/classes",
      "  ./keelson check --btf vmlinux-6.1.btf app.jar   for another kernel",
      "  ./keelson check --explain Foo.class             why it became what it is",
      "",
      "A kernel's types are one file: cp /sys/kernel/btf/vmlinux vmlinux-6.1.btf"
    })
final class CheckCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "CLASSES",
      arity = "1..*",
      description = "Folders of classes, jars, class files or source files.")
  private List<Path> places = new ArrayList<>();

  @Option(
      names = "--btf",
      paramLabel = "FILE",
      defaultValue = "/sys/kernel/btf/vmlinux",
      description = "The kernel to compile for: its types (${DEFAULT-VALUE}).")
  private Path btf;

  @Option(
      names = "--linux",
      paramLabel = "VERSION",
      defaultValue = "5.15",
      description =
          "The oldest Linux it is to run on: decides on instructions and how loops end"
              + " (${DEFAULT-VALUE}).")
  private String linux;

  @Option(
      names = "--explain",
      description = {
        "Tells of each method what it needs of the stack, what has no register, what became of its",
        "calls and loops, and which of Java's checks are gone because they cannot fail."
      })
  private boolean explain;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Features features = features(linux);
    Btf kernel = kernelTypes(btf);
    int programs = 0;
    int wrong = 0;
    try (ClassPlaces classes = ClassPlaces.open(places)) {
      List<String> names = ProgramClasses.among(classes);
      for (String name : names) {
        programs++;
        try {
          CompileRequest request = new CompileRequest(name, classes, kernel, features, Map.of());
          if (explain) {
            console.out().println(BpfCompiler.explain(request));
          } else {
            BpfCompiler.compile(request);
          }
        } catch (CompileException refused) {
          wrong += refused.diagnostics().size();
          refused.diagnostics().forEach(console.out()::println);
        }
      }
    }
    if (programs == 0) {
      throw Failure.failed(
          "no kernel-side class found: none has a method annotated with an attach point such as"
              + " @BtfTracepoint.");
    }
    console.err().printf("%d kernel-side classes, %d errors%n", programs, wrong);
    return wrong == 0 ? 0 : 1;
  }

  /** What an unmodified Linux of that version has. */
  static Features features(String linux) {
    if (!linux.matches("[0-9]{1,3}\\.[0-9]{1,3}")) {
      throw Failure.usage("--linux is a version such as 6.12, not " + linux + ".");
    }
    KernelVersion version = KernelVersion.parse(linux + ".0");
    if (!version.isAtLeast(5, 15)) {
      throw Failure.usage("--linux is 5.15 or newer, not " + linux + ".");
    }
    return Features.ofLinux(version.major(), version.minor());
  }

  /** Reads the types of a kernel from a file. */
  static Btf kernelTypes(Path file) {
    try {
      return Btf.read(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw Failure.failed(
          "cannot read kernel types from %s: %s. Name a file with --btf, or boot a kernel with"
                  .formatted(file, FileTrouble.sentence(e))
              + " CONFIG_DEBUG_INFO_BTF=y.",
          e);
    }
  }
}
