package dev.keelson.cli;

import dev.keelson.object.btf.JavaInterface;
import java.nio.file.Path;
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

  /** {@code keelson bpf btf java task_struct pid tgid __state}. */
  @Command(
      name = "java",
      separator = " ",
      sortOptions = false,
      description = "Prints the interface through which a program reads these fields of a struct.",
      footer = {"", "  ./keelson bpf btf java task_struct pid tgid __state se.vruntime"})
  void java(
      @Parameters(paramLabel = "STRUCT", description = "A struct or union of the kernel.")
          String struct,
      @Parameters(
              paramLabel = "FIELD",
              arity = "0..*",
              description = "Fields, or paths such as se.vruntime; without any, they are listed.")
          List<String> fields,
      @Option(
              names = "--btf",
              paramLabel = "FILE",
              defaultValue = "/sys/kernel/btf/vmlinux",
              description = "The kernel's types (${DEFAULT-VALUE}).")
          Path btf) {
    try {
      String source =
          JavaInterface.render(
              CheckCommand.kernelTypes(btf), struct, fields == null ? List.of() : fields);
      spec.commandLine().getOut().print(source);
      spec.commandLine().getOut().flush();
    } catch (IllegalArgumentException unknown) {
      throw Failure.failed(unknown.getMessage(), unknown);
    }
  }
}
