package dev.keelson.cli;

import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
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
      names = "--isa",
      paramLabel = "3|4",
      defaultValue = "3",
      description = "Instruction set: 3 runs on Linux 5.15, 4 needs 6.6 (${DEFAULT-VALUE}).")
  private int isa;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Features features = features(isa);
    Btf kernel = kernelTypes(btf);
    int programs = 0;
    int wrong = 0;
    try (ClassPlaces classes = ClassPlaces.open(places)) {
      List<String> names = ProgramClasses.among(classes);
      for (String name : names) {
        programs++;
        try {
          BpfCompiler.compile(new CompileRequest(name, classes, kernel, features, Map.of()));
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

  /** The instructions of that ISA version. */
  static Features features(int isa) {
    return switch (isa) {
      case 3 -> Features.V3;
      case 4 -> Features.V4;
      default -> throw Failure.usage("--isa is 3 or 4, not " + isa + ".");
    };
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
