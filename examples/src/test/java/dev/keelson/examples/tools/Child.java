package dev.keelson.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A process of the test's own that does a known thing a known number of times. Perl, because it is
 * on every such machine, is single-threaded, and makes exactly the system calls that it is told.
 */
final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Process process;
  private final OutputStream questions;
  private final BufferedReader answers;

  private Child(Process process) {
    this.process = process;
    this.questions = process.getOutputStream();
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a script that does its work once for each line that it is asked. */
  static Child perTurn(String work) throws IOException {
    String script = "$| = 1; while (<STDIN>) { " + work + "; print \"done\\n\" }";
    return new Child(new ProcessBuilder("perl", "-e", script).start());
  }

  /** Runs a command to its good end, and gives its process id. */
  static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    return Math.toIntExact(process.pid());
  }

  /** Runs a Perl script to its good end, and gives its process id. */
  static int perl(String script, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("perl", "-e", script));
    command.addAll(Arrays.asList(arguments));
    return run(command.toArray(String[]::new));
  }

  int pid() {
    return Math.toIntExact(process.pid());
  }

  Process process() {
    return process;
  }

  /** Asks for a turn, and does not wait for it. */
  void ask() throws IOException {
    questions.write('\n');
    questions.flush();
  }

  /** One turn: asks, waits for the answer, and until the child sleeps again. */
  void turn() throws IOException {
    ask();
    assertThat(answers.readLine()).isEqualTo("done");
    await("the child sleeps", () -> stat(pid())[0].equals("S"));
  }

  /** The fields of {@code /proc/PID/stat} from the state on, proc_pid_stat(5). */
  static String[] stat(int pid) {
    String line = read("/proc/" + pid + "/stat");
    return line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1);
  }

  /**
   * The number behind a name at the start of a line, in a file such as {@code /proc/PID/status}.
   */
  static long number(String file, String name) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).replaceAll("[^0-9]*([0-9]+).*", "$1"))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something holds, 10 s at most. */
  static void await(String what, BooleanSupplier condition) {
    long started = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - started).as(what).isLessThan(PATIENCE.toNanos());
      Thread.onSpinWait();
    }
  }

  /** Characters up to the zero that ends them. */
  static String text(byte[] characters) {
    int end = 0;
    while (end < characters.length && characters[end] != 0) {
      end++;
    }
    return new String(characters, 0, end, StandardCharsets.UTF_8);
  }

  /** Ends the child and waits for its end. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
