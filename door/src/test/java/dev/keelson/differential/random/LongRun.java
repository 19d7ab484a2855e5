package dev.keelson.differential.random;

import dev.keelson.ProgramLoader;
import dev.keelson.compiler.Features;
import dev.keelson.testkit.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Random Java programs from the command line, for hours: {@code ./fuzz java 20000 50}. */
public final class LongRun {
  private static final int FAILURES_WANTED = 20;

  private LongRun() {}

  /**
   * Runs them.
   *
   * @param arguments where the result goes, the folder for failures, how many programs, on how many
   *     inputs each, and the seed if it is to be a certain one
   */
  public static void main(String[] arguments) throws IOException {
    int programs = Integer.parseInt(arguments[2]);
    int inputs = Integer.parseInt(arguments[3]);
    long seed = arguments.length > 4 ? Long.parseLong(arguments[4]) : System.nanoTime();
    RunRecord record =
        new RunRecord(
            "java %d %d".formatted(programs, inputs),
            seed,
            Path.of(arguments[0]),
            Path.of(arguments[1]));
    Features here = ProgramLoader.features();
    Campaign campaign = new Campaign(seed, List.of(here, here, Features.LINUX_6_9), inputs, true);
    Tally tally = campaign.run(programs, FAILURES_WANTED, watcher(record));
    record.end(tally.table());
    System.exit(tally.failed() == 0 ? 0 : 1);
  }

  private static Campaign.Watcher watcher(RunRecord record) {
    return new Campaign.Watcher() {
      @Override
      public void reached(Tally tally) {
        record.progress(tally.line());
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
