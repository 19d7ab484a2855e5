package dev.keelson.jvm;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A recording of ours in another JVM: started, found on disk, stopped. Recordings of others are
 * left alone. Its name says who we are, so that one left by a process that was killed is known and
 * stopped by the next.
 */
final class FlightRecording implements AutoCloseable {
  static final Duration FLUSH = Duration.ofMillis(200);

  private static final Duration ANSWER = Duration.ofSeconds(10);

  // A start takes 0.1 s, and several on a busy machine.
  private static final Duration STARTING = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final String PREFIX = "keelson-";
  private static final Pattern OURS = Pattern.compile("name=(" + PREFIX + "(\\d+)-(\\d+)-\\d+)\\b");
  private static final AtomicInteger STARTED = new AtomicInteger();
  private static final Pattern REPOSITORY = Pattern.compile("(?m)^Repository path: (.+)$");

  private final JvmProcess jvm;
  private final AttachSocket attached;
  private final String name;
  private final Path repository;
  private final boolean alone;
  private final Thread atExit = new Thread(this::stop, "keelson-stop-recording");
  private boolean stopped;

  private FlightRecording(
      JvmProcess jvm, AttachSocket attached, String name, Path repository, boolean alone) {
    this.jvm = jvm;
    this.attached = attached;
    this.name = name;
    this.repository = repository;
    this.alone = alone;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts one.
   *
   * @param settings a settings file's text
   * @throws IOException when the JVM does not answer or has no flight recorder, with the reason
   */
  static FlightRecording start(JvmProcess jvm, String settings) throws IOException {
    awaitCommands(jvm);
    AttachSocket attached = AttachSocket.open(jvm, ANSWER);
    String before = attached.command("JFR.check");
    for (String left : leftBehind(before)) {
      String _ = attached.command("JFR.stop name=" + left);
    }
    int self = Math.toIntExact(ProcessHandle.current().pid());
    String name =
        "%s%d-%s-%d"
            .formatted(PREFIX, self, startTicks(self).orElse("0"), STARTED.incrementAndGet());
    String answer = start(jvm, attached, name, settings);
    if (!answer.contains("Started recording")) {
      throw new IOException("the JVM does not record: " + answer.strip());
    }
    try {
      String configuration = attached.command("JFR.configure");
      String path =
          REPOSITORY
              .matcher(configuration)
              .results()
              .map(match -> match.group(1).strip())
              .findFirst()
              .orElseThrow(
                  () -> new IOException("the JVM does not say where it records: " + configuration));
      boolean alone = before.contains("No available recordings");
      return new FlightRecording(jvm, attached, name, jvm.path(Path.of(path)), alone);
    } catch (IOException e) {
      String _ = attached.command("JFR.stop name=" + name);
      throw e;
    }
  }

  /** Any JVM takes a file; on the command line, JDK 17 takes no more than 1,024 bytes. */
  private static String start(JvmProcess jvm, AttachSocket attached, String name, String settings)
      throws IOException {
    Path folder = jvm.root().resolve("tmp");
    // The folder is held open: the way to it, /proc/PID/root, is gone when the JVM ends meanwhile.
    try (DirectoryStream<Path> held = Files.newDirectoryStream(folder)) {
      Path file =
          Files.createTempFile(
              folder,
              PREFIX,
              ".jfc",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
      try {
        Files.writeString(file, settings);
        // createTempFile obeys the umask; the JVM's user must read it.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return attached.command(
            "JFR.start name=%s settings=/tmp/%s disk=true flush-interval=%dms maxage=1m"
                .formatted(name, file.getFileName(), FLUSH.toMillis()));
      } finally {
        ((SecureDirectoryStream<Path>) held).deleteFile(file.getFileName());
      }
    }
  }

  /**
   * A JVM that has just started removes the socket that an earlier process of its number may have
   * left, and listens before it has the recorder's commands (Jfr::on_create_vm_2): it is asked
   * again.
   */
  private static void awaitCommands(JvmProcess jvm) {
    Instant grownUp =
        ProcessHandle.of(jvm.pid())
            .flatMap(process -> process.info().startInstant())
            .orElse(Instant.EPOCH)
            .plus(STARTING);
    while (Instant.now().isBefore(grownUp) && jvm.isAlive()) {
      try {
        String _ = AttachSocket.open(jvm, ANSWER).command("JFR.check");
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /** The folder that the JVM writes to, as seen from here. */
  Path repository() {
    return repository;
  }

  /** The recordings of processes like this one that are no more. */
  static List<String> leftBehind(String answer) {
    return OURS.matcher(answer)
        .results()
        .filter(match -> !isRunning(match))
        .map(match -> match.group(1))
        .toList();
  }

  private static boolean isRunning(MatchResult match) {
    return startTicks(Integer.parseInt(match.group(2))).equals(Optional.of(match.group(3)));
  }

  /** When a process was started, so that its number means no other: proc_pid_stat(5), field 22. */
  private static Optional<String> startTicks(int pid) {
    return JvmProcess.read(pid, "stat")
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[22 - 3]);
  }

  /** Stops it; what it wrote last can be read until the JVM deletes it, which is soon. */
  private synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    try {
      String _ = attached.command("JFR.stop name=" + name);
    } catch (IOException ended) {
      // with the JVM, the recording has ended too
      deleteRepository();
    }
  }

  /** A JVM that is killed leaves its files; those of a recording of somebody else are not ours. */
  private void deleteRepository() {
    if (!alone || jvm.isAlive()) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(repository, "*.{jfr,part}")) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(repository);
    } catch (IOException | DirectoryIteratorException notThere) {
      // it ended in peace and has deleted them itself, or its file systems have gone with it
    }
  }

  /** Stops it, and has the JVM delete what it wrote. Idempotent. */
  @Override
  public void close() {
    stop();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // it is just being run
    }
  }
}
