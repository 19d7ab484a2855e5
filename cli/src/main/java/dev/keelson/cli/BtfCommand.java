package dev.keelson.cli;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.CTypeName;
import dev.keelson.object.btf.FieldPath;
import dev.keelson.object.btf.JavaFunctions;
import dev.keelson.object.btf.JavaInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keelson bpf btf}: the kernel's types. */
@Command(
    name = "btf",
    synopsisSubcommandLabel = "COMMAND",
    description = "Reads the types of the kernel.")
final class BtfCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "bpf btf wants a command: java");
  }

  private static List<String> all(String first, List<String> more) {
    List<String> names = new ArrayList<>(List.of(first));
    if (more != null) {
      names.addAll(more);
    }
    return names;
  }

  /** A line for each field: its name and what C calls its type. */
  private static String list(Btf kernel, String struct) {
    int id =
        kernel
            .find(BtfType.Struct.class, struct)
            .orElseGet(() -> kernel.find(BtfType.Union.class, struct).orElse(0));
    if (id == 0) {
      return JavaInterface.render(kernel, struct, List.of()); // refuses, and says what there is
    }
    List<String> names = FieldPath.names(kernel, id);
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      FieldPath.resolve(kernel, id, name)
          .ifPresent(field ->
              lines.append(
                  ("%-" + width + "s  %s%n")
                      .formatted(name, CTypeName.of(kernel, field.typeId()))));
    }
    return lines.toString();
  }

  /** {@code keelson bpf btf java task_struct pid tgid __state}. */
  @Command(
      name = "java",
      sortOptions = false,
      description =
          "Prints the interface through which a program reads these fields of a struct, or the"
              + " methods through which it calls these functions.",
      footer = {
        "",
        "  ./keelson bpf btf java task_struct pid tgid __state se.vruntime",
        "  ./keelson bpf btf java --kfunc bpf_task_from_pid bpf_task_release"
      })
  void java(
      @Parameters(
              paramLabel = "STRUCT",
              description = "A struct or union of the kernel, or with --kfunc a function.")
          String struct,
      @Parameters(
              paramLabel = "FIELD",
              arity = "0..*",
              description =
                  "Fields, or paths such as se.vruntime; without any, they are listed. With --kfunc"
                      + " more functions.")
          List<String> fields,
      @Option(
              names = "--kfunc",
              description = "Print functions of the kernel that programs can call.")
          boolean functions,
      @Option(
              names = "--btf",
              paramLabel = "FILE",
              defaultValue = "/sys/kernel/btf/vmlinux",
              description = "The kernel's types (${DEFAULT-VALUE}).")
          Path btf) {
    try {
      Btf kernel = CheckCommand.kernelTypes(btf);
      spec.commandLine()
          .getOut()
          .print(
              functions
                  ? JavaFunctions.render(kernel, all(struct, fields))
                  : fields == null || fields.isEmpty()
                      ? list(kernel, struct)
                      : JavaInterface.render(kernel, struct, fields));
      spec.commandLine().getOut().flush();
    } catch (IllegalArgumentException unknown) {
      throw Failure.failed(unknown.getMessage(), unknown);
    }
  }
}
