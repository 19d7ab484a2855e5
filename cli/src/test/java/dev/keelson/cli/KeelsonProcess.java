package dev.keelson.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The real command in a process of its own, as a person would start it. A failure that
 * docs/troubleshooting.md does not explain fails the test.
 */
record KeelsonProcess(int status, String out, String err) {
  private static final long PATIENCE_SECONDS = 60;
  private static final String CACHE = "XDG_CACHE_HOME";
  private static final Path OWN_CACHE = Path.of("target", "cache").toAbsolutePath();
  private static final int WRONG_WORDS = 2; // the message says what would be right

  /** The command line that starts Keelson with these words, in the JVM that runs the tests. */
  static List<String> commandLine(String... words) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:TieredStopAtLevel=1");
    line.add("--enable-native-access=dev.keelson.linux");
    line.add("--module-path");
    line.add(System.getProperty("jdk.module.path"));
    line.add("-m");
    line.add("dev.keelson.cli/dev.keelson.cli.Main");
    line.addAll(List.of(words));
    return line;
  }

  /** Runs it to its end. */
  static KeelsonProcess run(String... words) throws IOException, InterruptedException {
    return finish(commandLine(words));
  }

  /** Runs it under a shell, in which {@code "$@"} is Keelson with these words. */
  static KeelsonProcess shell(String script, String... words)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("bash", "-c", script, "test"));
    line.addAll(commandLine(words));
    return finish(line);
  }

  private static KeelsonProcess finish(List<String> line) throws IOException, InterruptedException {
    Path out = Files.createTempFile("keelson-test", ".out");
    Path err = Files.createTempFile("keelson-test", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putIfAbsent(CACHE, OWN_CACHE.toString()); // not the user's own
    Process process = builder.start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running after " + PATIENCE_SECONDS + " s: " + line);
      }
      KeelsonProcess ended =
          new KeelsonProcess(
              process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
      if (ended.status != WRONG_WORDS && ended.err.startsWith("keelson: ")) {
        TroubleshootingPage.explains(ended.err);
      }
      return ended;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }
}
