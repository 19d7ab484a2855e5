package dev.keelson.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/**
 * What is left of a long run of random tests: how far it is, on the console; failures, as files;
 * the result, as a piece of docs/fuzzing.md. Mutable, confined to one thread.
 */
public final class RunRecord {
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final String what;
  private final Path result;
  private final Path failures;
  private final long start = System.nanoTime();
  private long said = start;

  /**
   * @param what the arguments with which it can be repeated
   * @param result the file that the result goes to
   * @param failures the folder for files of {@link #failure}
   */
  public RunRecord(String what, Path result, Path failures) {
    this.what = what;
    this.result = result;
    this.failures = failures;
    System.out.println("./fuzz " + what);
  }

  /**
   * Says now and then how far it is, and writes the result so far, in case that somebody ends the
   * run.
   *
   * @param soFar in one line
   * @param table in Markdown
   */
  public void progress(String soFar, Supplier<String> table) {
    long now = System.nanoTime();
    if (now - said >= BETWEEN.toNanos()) {
      said = now;
      System.out.println(seconds() + " s: " + soFar);
      try {
        Files.writeString(result, head("ended early, after ") + table.get());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
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
    String text = head("") + table;
    Files.writeString(result, text);
    System.out.println(text);
  }

  private String head(String state) {
    return "`./fuzz %s`, %s, commit %s, Linux %s, %s%d s.\n\n"
        .formatted(
            what,
            LocalDate.now(ZoneOffset.UTC),
            System.getProperty("keelson.commit", "unknown"),
            System.getProperty("os.version"),
            state,
            seconds());
  }

  private long seconds() {
    return Duration.ofNanos(System.nanoTime() - start).toSeconds();
  }
}
