package dev.keelson.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A victim that runs, and what it says. Safe for use by several threads. */
final class VictimProcess implements AutoCloseable {
  private final Process process;
  private final List<Held> told = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> threads = new ConcurrentHashMap<>();
  private final Thread reader;

  /**
   * Starts one and waits until all its threads work.
   *
   * @param prefix what stands before the JVM's command: taskset and the like
   */
  VictimProcess(List<String> prefix, List<String> flags, List<String> work) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(flags);
    command.addAll(List.of("-cp", classes(), Victim.class.getName()));
    command.addAll(work);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII);
    String line = lines.readLine();
    while (line != null && !line.equals("ready")) {
      take(line);
      line = lines.readLine();
    }
    if (line == null) {
      process.destroyForcibly();
      throw new IOException("The victim did not start: " + command);
    }
    reader = Thread.ofPlatform().daemon().start(() -> read(lines));
  }

  int pid() {
    return Math.toIntExact(process.pid());
  }

  /** The number of a thread of its work, by its name: t-0, t-1 and so on. */
  int thread(String name) {
    Integer tid = threads.get(name);
    if (tid == null) {
      throw new IllegalArgumentException("The victim has no " + name + ", only " + threads);
    }
    return tid;
  }

  /** The numbers of the threads of its work, by name. */
  Map<String, Integer> threads() {
    return Map.copyOf(threads);
  }

  /** What held its threads up, as far as it tells. */
  List<Held> told() {
    synchronized (told) {
      return List.copyOf(told);
    }
  }

  private void read(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals("thread")) {
      threads.put(words[1], Integer.parseInt(words[2]));
    } else {
      told.add(
          new Held(
              Integer.parseInt(words[0]),
              Long.parseLong(words[1]),
              Long.parseLong(words[2]),
              Long.parseLong(words[3])));
    }
  }

  /** Where this program is. */
  static String classes() {
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
