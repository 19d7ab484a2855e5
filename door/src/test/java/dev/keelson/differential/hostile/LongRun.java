package dev.keelson.differential.hostile;

import dev.keelson.object.btf.Btf;
import dev.keelson.testkit.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Damaged class files from the command line, for hours: {@code ./fuzz hostile 1000000}. */
public final class LongRun {
  private static final int FAILURES_WANTED = 20;

  /** Far more than any compilation takes, on a machine that has much else to do. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Programs of every kind, in terms of the running kernel's types. */
  private static final String EVERY_KIND = "dev.keelson.tracing.EveryKind";

  private final RunRecord record;
  private int kept;

  private LongRun(RunRecord record) {
    this.record = record;
  }

  /**
   * Runs them.
   *
   * @param arguments where the result goes, the folder for failures, "hostile", how many class
   *     files, and the seed if it is to be a certain one
   */
  public static void main(String[] arguments) throws IOException {
    int mutations = Integer.parseInt(arguments[3]);
    long seed = arguments.length > 4 ? Long.parseLong(arguments[4]) : System.nanoTime();
    LongRun run =
        new LongRun(
            new RunRecord(
                "hostile %d %d".formatted(mutations, seed),
                Path.of(arguments[0]),
                Path.of(arguments[1])));
    List<String> subjects = new ArrayList<>(Subjects.NAMES);
    subjects.add(EVERY_KIND);
    Btf kernel =
        Btf.read(Files.readAllBytes(Path.of("/sys/kernel/btf/vmlinux")), "the running kernel");
    HostileCampaign.Report report =
        new HostileCampaign(seed, subjects, Subjects.CLASSES, kernel, LIMIT)
            .run(mutations, FAILURES_WANTED, run::progress);
    run.keep(report);
    run.record.end(report.table());
    System.exit(report.failures().isEmpty() ? 0 : 1);
  }

  private void progress(HostileCampaign.Report report) {
    keep(report);
    record.progress(report.line(), report::table);
  }

  private void keep(HostileCampaign.Report report) {
    for (; kept < report.failures().size(); kept++) {
      HostileCampaign.Failure failure = report.failures().get(kept);
      try {
        record.failure(
            "hostile-%d.class".formatted(kept),
            failure.classFile(),
            failure.className() + "\n" + failure.text());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
