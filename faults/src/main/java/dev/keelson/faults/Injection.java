package dev.keelson.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Faults that come and go, with times between in which all is well. */
final class Injection {
  private static final Duration BETWEEN = Duration.ofMillis(150);

  private Injection() {}

  /** What is done and undone again. */
  interface Once<T> {
    T happens() throws IOException, InterruptedException;
  }

  /** Runs a command to its end. */
  static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }

  static void await(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** Again and again for so long. */
  static <T> List<T> repeat(Duration time, Once<T> fault) throws IOException, InterruptedException {
    List<T> results = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      await(BETWEEN);
      results.add(fault.happens());
    }
    return results;
  }
}
