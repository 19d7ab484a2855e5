package dev.keelson.cli;

import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.object.image.BpfImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keelson compile Foo.java -o foo.bpf.o}: an object file for libbpf and bpftool. */
@Command(
    name = "compile",
    sortOptions = false,
    separator = " ",
    description = {
      "Compiles a kernel-side class to an ELF object with BTF, line information and map definitions,"
          + " which libbpf and bpftool load unchanged.",
      "Needs no rights and loads nothing."
    },
    footer = {
      "",
      "  ./keelson compile Foo.java -o foo.bpf.o",
      "  ./keelson compile -cp app.jar com.example.Foo -o foo.bpf.o",
      "  bpftool prog loadall foo.bpf.o /sys/fs/bpf/foo"
    })
final class CompileCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "PROGRAM",
      description =
          "A source file, class file or jar with one kernel-side class, or with -cp its" + " name.")
  private String program;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The object file to write.")
  private Path output;

  @Option(
      names = {"-cp", "--class-path"},
      paramLabel = "PATH",
      description = "Folders and jars in which PROGRAM is a class.")
  private String classPath;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Give a Setting of the class this value.")
  private Map<String, String> settings = new LinkedHashMap<>();

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

  CompileCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Features features = CheckCommand.features(linux);
    Btf kernel = CheckCommand.kernelTypes(btf);
    try (ProgramPlace place = ProgramPlace.of(program, classPath)) {
      BpfImage image =
          BpfCompiler.compile(
              new CompileRequest(
                  place.className(), place.classes(), kernel, features, values(place)));
      byte[] object = ObjectFile.write(image);
      Files.write(output, object);
      console
          .err()
          .printf(
              "%s: %d programs, %d maps, %,d bytes%n",
              output, image.programs().size(), image.maps().size(), object.length);
      return 0;
    }
  }

  /** The class is loaded only when it must say of what types its settings are. */
  private Map<String, Object> values(ProgramPlace place) {
    return settings.isEmpty()
        ? Map.of()
        : DeclaredFields.of(place.classes().loader(), place.className()).values(settings);
  }
}
