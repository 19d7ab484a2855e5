package dev.keelson.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The commands by name, and what they have in common: how errors read and what status they give.
 */
final class Commands {
  private Commands() {}

  /**
   * The command line for {@code words}. When they begin with a command's name only that command is
   * prepared: reading the annotations of all of them would cost a third of the start.
   */
  static CommandLine line(List<String> words, PrintStream out, PrintStream err) {
    KeelsonCommand root = new KeelsonCommand();
    CommandLine line = new CommandLine(root.spec());
    Map<String, Supplier<Object>> all = all(new Console(out, err), root);
    Supplier<Object> named = words.isEmpty() ? null : all.get(words.getFirst());
    if (named != null) {
      line.addSubcommand(words.getFirst(), named.get());
    } else {
      all.forEach((name, command) -> line.addSubcommand(name, command.get()));
    }
    line.setOut(new PrintWriter(out, true, out.charset()));
    line.setErr(new PrintWriter(err, true, err.charset()));
    line.registerConverter(Integer.class, Commands::wholeNumber);
    line.registerConverter(int.class, Commands::wholeNumber);
    line.setExecutionExceptionHandler((e, _, _) -> new Complaint(err, root.debug()).about(e));
    line.setParameterExceptionHandler((e, _) -> usage(e, err));
    return line;
  }

  private static Map<String, Supplier<Object>> all(Console console, KeelsonCommand root) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("latency", () -> new LatencyCommand(console, root).spec());
    commands.put("demo", () -> new DemoCommand(console));
    commands.put("doctor", () -> new DoctorCommand(console));
    commands.put("check", () -> new CheckCommand(console));
    commands.put("compile", () -> new CompileCommand(console));
    commands.put("run", () -> new RunCommand(console));
    commands.put("bpf", () -> new BpfCommand());
    commands.put("train", () -> new TrainCommand());
    return commands;
  }

  private static int usage(ParameterException e, PrintStream err) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("keelson: " + sentence(e));
    err.println("    See: ./" + name + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static String sentence(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched) || unmatched.isUnknownOption()) {
      return e.getMessage();
    }
    String word = unmatched.getUnmatched().getFirst();
    if (e.getCommandLine().getSubcommands().isEmpty()) {
      return "'" + word + "' is one word too many.";
    }
    List<String> close = unmatched.getSuggestions();
    return "there is no command '"
        + word
        + "'"
        + (close.isEmpty() ? "." : "; did you mean " + String.join(" or ", close) + "?");
  }

  private static Integer wholeNumber(String word) {
    try {
      return Integer.valueOf(word);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'" + word + "' is no whole number of at most " + Integer.MAX_VALUE);
    }
  }
}
