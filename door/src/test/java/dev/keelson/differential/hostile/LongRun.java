package dev.keelson.differential.hostile;

import dev.keelson.object.btf.Btf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many damaged class files, with progress; {@code ./fuzz hostile} starts it. */
final class LongRun {
  private static final int FAILURES_WANTED = 50;

  /** Programs of every kind, in terms of the running kernel's types. */
  private static final String EVERY_KIND = "dev.keelson.tracing.EveryKind";

  private final Path folder;
  private final long began = System.nanoTime();
  private int written;

  private LongRun(Path folder) {
    this.folder = folder;
  }

  /** Arguments: how many class files, the seed, where failing ones are put. */
  public static void main(String... arguments) throws IOException {
    int mutations = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    LongRun run = new LongRun(Files.createDirectories(Path.of(arguments[2])));
    List<String> subjects = new ArrayList<>(Subjects.NAMES);
    subjects.add(EVERY_KIND);
    Btf kernel =
        Btf.read(Files.readAllBytes(Path.of("/sys/kernel/btf/vmlinux")), "the running kernel");
    HostileCampaign campaign =
        new HostileCampaign(seed, subjects, Subjects.CLASSES, kernel, Duration.ofSeconds(120));
    HostileCampaign.Report report = campaign.run(mutations, FAILURES_WANTED, run::progress);
    run.write(report);
    System.out.printf(
        "%nseed %d, %s, %d minutes%nrefused, by diagnostic: %s%n",
        seed, shown(report), run.minutes(), report.diagnostics());
    System.exit(report.failures().isEmpty() ? 0 : 1);
  }

  private static String shown(HostileCampaign.Report report) {
    return "%d class files, %d compiled, %d refused, %d failures"
        .formatted(
            report.compiled() + report.refused() + report.failures().size(),
            report.compiled(),
            report.refused(),
            report.failures().size());
  }

  private long minutes() {
    return (System.nanoTime() - began) / 60_000_000_000L;
  }

  private void progress(HostileCampaign.Report report) {
    write(report);
    if ((report.compiled() + report.refused()) % 10_000 == 0) {
      System.out.printf("%s, %d min%n", shown(report), minutes());
    }
  }

  private void write(HostileCampaign.Report report) {
    for (; written < report.failures().size(); written++) {
      HostileCampaign.Failure failure = report.failures().get(written);
      Path file = folder.resolve("hostile-" + written + ".class");
      try {
        Files.write(file, failure.classFile());
        Files.writeString(
            folder.resolve("hostile-" + written + ".txt"),
            failure.className() + "\n" + failure.text());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      System.out.println(file);
    }
  }
}
