package dev.keelson.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A JVM that does what the test tells it, a word a line, and answers each with a line. Its program
 * is compiled for JDK 17, so that every JDK of the machine can run it.
 */
final class SubjectJvm implements AutoCloseable {
  private static final Path PLACES = Path.of("/usr/lib/jvm");

  private final Process process;
  private final PrintWriter words;
  private final BufferedReader answers;

  private SubjectJvm(Process process) throws IOException {
    this.process = process;
    words = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    answers = process.inputReader(StandardCharsets.UTF_8);
    assertThat(answers.readLine()).isEqualTo("ready");
  }

  /** The JDKs of this machine with other versions than each other, the one we run on first. */
  static List<Path> homes() throws IOException {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    List<String> versions = new ArrayList<>(List.of("" + Runtime.version().feature()));
    try (Stream<Path> places = Files.list(PLACES)) {
      for (Path home : places.sorted().toList()) {
        Path release = home.resolve("release");
        if (Files.isExecutable(home.resolve("bin/java")) && Files.exists(release)) {
          String version =
              Files.readString(release).replaceAll("(?s).*JAVA_VERSION=\"(\\d+).*", "$1");
          if (Integer.parseInt(version) >= 17 && !versions.contains(version)) {
            versions.add(version);
            homes.add(home);
          }
        }
      }
    }
    return homes;
  }

  /** Compiles the program into a folder. */
  static void compile(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("Subject.java");
    try (var program = SubjectJvm.class.getResourceAsStream("Subject.java.txt")) {
      Files.copy(program, source);
    }
    Process compiler =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/javac",
                "--release",
                "17",
                "-d",
                folder.toString(),
                source.toString())
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).isZero();
  }

  /** Starts one, with the program compiled in the folder. */
  static SubjectJvm start(Path home, Path folder, List<String> options) throws IOException {
    return start(List.of(), home, folder, options);
  }

  /**
   * Starts one by way of another program.
   *
   * @param by the program and its arguments; it becomes the JVM, or starts it
   */
  static SubjectJvm start(List<String> by, Path home, Path folder, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>(by);
    command.add(home.resolve("bin/java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", folder.toString(), "Subject"));
    return new SubjectJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The process that runs the JVM: the one started, or what that has started in turn. */
  int pid() {
    return Math.toIntExact(
        process.descendants().map(ProcessHandle::pid).findFirst().orElse(process.pid()));
  }

  /** Has the JVM's own jcmd say something to it. */
  static String jcmd(Path home, int pid, String... words) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(home.resolve("bin/jcmd").toString(), Integer.toString(pid)));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as(answer).isZero();
    return answer;
  }

  /** Ends it at once, as a killer of processes does. */
  void kill() {
    ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
    process.onExit().join();
  }

  /** Waits for a condition, at most half a minute. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** The thread that does what it is told: the second of the process, which the launcher starts. */
  int mainThread() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid() + "/task"))) {
      return tasks
          .mapToInt(task -> Integer.parseInt(task.getFileName().toString()))
          .filter(tid -> tid != pid())
          .min()
          .orElseThrow();
    }
  }

  /** Has it do something; gives its answer once it has been done. */
  String does(String word) throws IOException {
    says(word);
    return answer();
  }

  /** Tells it to do something, and does not wait. */
  void says(String word) {
    words.println(word);
  }

  /** What it answers to the first word that it has not answered yet. */
  String answer() throws IOException {
    return answers.readLine();
  }

  /** Ends it, and waits until it has. */
  @Override
  public void close() throws IOException {
    words.close();
    process.onExit().join();
    answers.close();
  }
}
