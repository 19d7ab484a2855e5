package dev.keelson.differential.longrun;

import dev.keelson.ProgramLoader;
import dev.keelson.compiler.Features;
import dev.keelson.differential.bytecode.ClassCampaign;
import dev.keelson.differential.random.Campaign;
import dev.keelson.differential.random.Tally;
import dev.keelson.differential.random.Watcher;
import dev.keelson.testkit.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A long run: {@code ./fuzz java 20000 50}. */
public final class LongRun {
  private static final int FAILURES_WANTED = 20;

  private LongRun() {}

  /**
   * Runs it.
   *
   * @param arguments where the result goes, the folder for failures, what runs, how many of it, on
   *     how many inputs each, and the seed if it is to be a certain one
   */
  public static void main(String[] arguments) throws IOException {
    String kind = arguments[2];
    int count = Integer.parseInt(arguments[3]);
    int inputs = Integer.parseInt(arguments[4]);
    long seed = arguments.length > 5 ? Long.parseLong(arguments[5]) : System.nanoTime();
    RunRecord record =
        new RunRecord(
            "%s %d %d %d".formatted(kind, count, inputs, seed),
            Path.of(arguments[0]),
            Path.of(arguments[1]));
    Features here = ProgramLoader.features();
    List<Features> targets = List.of(here, here, Features.LINUX_6_9);
    Watcher watcher = watcher(record);
    Tally tally =
        switch (kind) {
          case "java" ->
              new Campaign(seed, targets, inputs, true).run(count, FAILURES_WANTED, watcher);
          case "classes" ->
              new ClassCampaign(seed, targets, inputs, true).run(count, FAILURES_WANTED, watcher);
          default -> throw new IllegalArgumentException(kind + " is neither java nor classes");
        };
    record.end(tally.table());
    System.exit(tally.failed() == 0 ? 0 : 1);
  }

  private static Watcher watcher(RunRecord record) {
    return new Watcher() {
      @Override
      public void reached(Tally tally) {
        record.progress(tally.line(), tally::table);
      }

      @Override
      public void failed(String program, String text) {
        try {
          record.failure(program + ".txt", text.getBytes(StandardCharsets.UTF_8), text);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
