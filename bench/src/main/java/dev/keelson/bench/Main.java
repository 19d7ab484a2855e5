package dev.keelson.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code ./keelson-bench NAME [--write]}: runs one comparison and prints it as Markdown, or puts it
 * into bench/RESULTS.md. Exit statuses: 0 done; 1 failed; 2 wrong words, or peers are missing.
 */
public final class Main {
  private static final String WRITE = "--write";

  private Main() {}

  /** Runs the comparison that is named; without a name prints the names. */
  public static void main(String[] words) throws Exception {
    System.exit(run(List.of(words), System.out, System.err));
  }

  static int run(List<String> words, PrintStream out, PrintStream err) throws Exception {
    if (words.isEmpty()) {
      for (Bench bench : Bench.ALL) {
        out.printf("%-10s%s%n", bench.name(), bench.line());
      }
      return 0;
    }
    boolean write = words.contains(WRITE);
    List<String> names = words.stream().filter(word -> !word.equals(WRITE)).toList();
    Optional<Bench> named =
        Bench.ALL.stream().filter(bench -> names.equals(List.of(bench.name()))).findFirst();
    if (named.isEmpty()) {
      err.printf(
          "keelson-bench: there is no comparison \"%s\"; there are %s.%n",
          String.join(" ", names), String.join(", ", Bench.ALL.stream().map(Bench::name).toList()));
      return 2;
    }
    Bench bench = named.get();
    List<String> lines = new ArrayList<>(Machine.describe(bench.name()));
    try {
      lines.addAll(bench.run().run());
    } catch (Peers.MissingException missing) {
      err.println("keelson-bench: " + missing.getMessage());
      return 2;
    }
    lines.forEach(out::println);
    if (write) {
      Results.replace(Path.of("bench", "RESULTS.md"), bench.name(), lines);
    }
    return 0;
  }
}
