package dev.keelson.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What is left of a long run of random tests: how far it is, on the console; failures, as files;
 * the result, as a piece of docs/fuzzing.md. Mutable, confined to one thread.
 */
public final class RunRecord {
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final String what;
  private final long seed;
  private final Path result;
  private final Path failures;
  private final long start = System.nanoTime();
  private long said = start;

  /**
   * @param what the command, as it can be repeated with the seed
   * @param result the file that the result goes to
   * @param failures the folder for files of {@link #failure}
   */
  public RunRecord(String what, long seed, Path result, Path failures) {
    this.what = what;
    this.seed = seed;
    this.result = result;
    this.failures = failures;
    System.out.println("fuzz " + what + " " + seed);
  }

  /** Says now and then how far it is. */
  public void progress(String soFar) {
    long now = System.nanoTime();
    if (now - said >= BETWEEN.toNanos()) {
      said = now;
      System.out.println(seconds() + " s: " + soFar);
    }
  }

  /**
   * Keeps what failed.
   *
   * @param file a name for it that is unique in this run
   */
  public void failure(String file, byte[] content, String why) throws IOException {
    Files.createDirectories(failures);
    Path place = failures.resolve(file);
    Files.write(place, content);
    System.out.println(why + "\nkept in " + place);
  }

  /** Writes the result. */
  public void end(String table) throws IOException {
    String head =
        "`./fuzz %s %d`, %s, commit %s, Linux %s, %d s.\n"
            .formatted(
                what,
                seed,
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("keelson.commit", "unknown"),
                System.getProperty("os.version"),
                seconds());
    Files.writeString(result, head + "\n" + table);
    System.out.println(head + "\n" + table);
  }

  private long seconds() {
    return Duration.ofNanos(System.nanoTime() - start).toSeconds();
  }
}
