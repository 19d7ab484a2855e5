package dev.keelson.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A victim that runs, and what it says. Safe for use by several threads. */
final class VictimProcess implements AutoCloseable {
  private final Process process;
  private final List<Window> told = Collections.synchronizedList(new ArrayList<>());
  private final Thread reader;

  /**
   * Starts one and waits until it works.
   *
   * @param prefix what stands before the JVM's command: taskset and the like
   */
  VictimProcess(List<String> prefix, List<String> flags, List<String> work) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-Xmx256m", "-cp", classes(), Victim.class.getName()));
    command.addAll(work);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII);
    String ready = lines.readLine();
    if (!"ready".equals(ready)) {
      process.destroyForcibly();
      throw new IOException("The victim did not start: " + command);
    }
    reader = Thread.ofPlatform().daemon().start(() -> read(lines));
  }

  int pid() {
    return Math.toIntExact(process.pid());
  }

  /** The times that it told of. */
  List<Window> told() {
    synchronized (told) {
      return List.copyOf(told);
    }
  }

  private void read(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        told.add(
            new Window(
                Integer.parseInt(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classes() {
    return Path.of(Victim.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }

  /** Lets it end, and ends it when it does not. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      reader.join();
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
    }
  }
}
