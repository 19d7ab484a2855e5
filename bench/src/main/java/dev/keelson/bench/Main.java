package dev.keelson.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code ./keelson-bench NAME}: runs one comparison and prints its rows for RESULTS.md. */
public final class Main {
  private Main() {}

  /** A family of comparisons. */
  private interface Bench {
    List<Outcome> run() throws Exception;
  }

  private static Map<String, Bench> benches() {
    return new TreeMap<>(Map.of("start", StartBench::run));
  }

  /** Runs the comparison that is named; without a name prints the names. */
  public static void main(String[] arguments) throws Exception {
    Bench bench = arguments.length == 1 ? benches().get(arguments[0]) : null;
    if (bench == null) {
      System.err.println("usage: ./keelson-bench NAME, one of: " + benches().keySet());
      System.exit(2);
      return;
    }
    System.out.println(Outcome.header().strip());
    bench.run().forEach(outcome -> System.out.println(outcome.row()));
  }
}
