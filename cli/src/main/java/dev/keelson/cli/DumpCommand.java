package dev.keelson.cli;

import dev.keelson.bpf.RunningProgram;
import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.file.ObjectCode;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Disassembler;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.relocation.KernelRelocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keelson bpf dump}: source, instructions and machine code of a program, interleaved. */
@Command(
    name = "dump",
    sortOptions = false,
    separator = " ",
    description = {
      "Shows a program's Java lines, the BPF instructions made of them, and for a loaded program the"
          + " machine code that the kernel made of those."
    },
    footer = {
      "",
      "  ./keelson bpf dump Foo.java                  compiled for the running kernel",
      "  ./keelson bpf dump foo.bpf.o --source src    an object file, clang's too",
      "  ./keelson bpf dump 4711                      a loaded program, by its id; needs root"
    })
final class DumpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PROGRAM",
      description =
          "A source file, class file, jar or object file; the id of a loaded program; with"
              + " -cp a class name.")
  private String program;

  @Option(
      names = {"-cp", "--class-path"},
      paramLabel = "PATH",
      description = "Folders and jars in which PROGRAM is a class.")
  private String classPath;

  @Option(
      names = "--source",
      paramLabel = "PLACE",
      description = "A source file, or a folder to look for sources in.")
  private Path source;

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

  @Override
  public Integer call() throws IOException {
    if (program.matches("[0-9]+")) {
      dumpLoaded(Integer.parseInt(program));
    } else if (program.endsWith(".o")) {
      dumpObject(Path.of(program));
    } else {
      dumpImage();
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private void dumpImage() {
    Btf kernel = CheckCommand.kernelTypes(btf);
    try (ProgramPlace place = ProgramPlace.of(program, classPath)) {
      BpfImage image =
          BpfCompiler.compile(
              new CompileRequest(
                  place.className(),
                  place.classes(),
                  kernel,
                  CheckCommand.features(linux),
                  Map.of()));
      Btf types = Btf.read(image.btf().toArray(), "BTF of " + image.name());
      Disassembler words = new Disassembler(HelperNames.byNumber(kernel));
      for (ProgramSpec one : image.programs()) {
        print(listing(one, types), words, types);
      }
    }
  }

  private static Listing listing(ProgramSpec program, Btf types) {
    Map<Integer, String> notes = new HashMap<>();
    for (Relocation relocation : program.relocations()) {
      notes.put(
          relocation.slot(),
          switch (relocation) {
            case Relocation.MapAddress(int _, String map) -> map;
            case Relocation.MapValue(int _, String map, int offset) -> map + "+" + offset;
            case Relocation.Setting(int _, String name) -> "setting " + name;
            case Relocation.KernelFunction(int _, String name, int _) -> name;
            case Relocation.KernelField field -> KernelRelocation.nameOf(types, field);
          });
    }
    for (ProgramSpec.FunctionInfo function : program.functions()) {
      if (function.slot() != 0) {
        notes.put(function.slot(), "function " + types.type(function.typeId()).name());
      }
    }
    String title =
        "%s: %s, %d instructions"
            .formatted(program.name(), program.attachPoint(), program.code().size());
    return new Listing(title, program.code(), program.lines(), notes, List.of());
  }

  private void dumpObject(Path file) throws IOException {
    ObjectCode object = ObjectCode.read(Files.readAllBytes(file), file.toString());
    Disassembler words = new Disassembler(HelperNames.byNumber(CheckCommand.kernelTypes(btf)));
    SourceText text = new SourceText(object.types(), Optional.ofNullable(source));
    for (ObjectCode.Function function : object.functions()) {
      String title =
          "%s: %s, %d instructions"
              .formatted(function.name(), function.section(), function.code().size());
      new Listing(title, function.code(), function.lines(), function.symbols(), List.of())
          .print(out(), words, text);
    }
  }

  private void dumpLoaded(int id) {
    try (RunningProgram loaded = RunningProgram.open(id)) {
      List<Insn> code = loaded.translated();
      if (code.isEmpty()) {
        throw Failure.failed(
            "the kernel does not show the code of program %d: run as root, with".formatted(id)
                + " kernel.kptr_restrict below 2 and without kernel lockdown.");
      }
      String title =
          "%s: program %d, %d instructions, %d bytes of machine code"
              .formatted(loaded.name(), id, code.size(), loaded.machineCode().length);
      Disassembler words = Disassembler.ofLoaded(HelperNames.byDistance());
      new Listing(title, code, loaded.lines(), Map.of(), loaded.machineCodeByLine())
          .print(out(), words, new SourceText(loaded.btf(), Optional.ofNullable(source)));
    }
  }

  private void print(Listing listing, Disassembler words, Btf types) {
    boolean isSource = program.endsWith(".java");
    Path place = source != null ? source : isSource ? Path.of(program) : null;
    listing.print(out(), words, new SourceText(Optional.of(types), Optional.ofNullable(place)));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
