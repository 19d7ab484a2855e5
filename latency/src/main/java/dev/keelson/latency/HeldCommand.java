package dev.keelson.latency;

import dev.keelson.linux.Pipe;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A command that exists as a process but has not begun: a shell that waits for a line in a pipe and
 * then becomes the command. Should this process die first, the pipe is closed and the shell ends.
 *
 * <pre>
 *   this process: Pipe ---- "go" ----> sh: read, then exec COMMAND (same pid)
 * </pre>
 */
final class HeldCommand implements AutoCloseable {
  private static final String HOLD = "read -r go < \"$0\" || exit 125; exec \"$@\"";
  private static final int NOT_FOUND = 127;
  private static final int NOT_EXECUTABLE = 126;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Process process;
  private final Pipe gate;

  private HeldCommand(Process process, Pipe gate) {
    this.process = process;
    this.gate = gate;
  }

  /**
   * Starts the shell, with this process's standard streams.
   *
   * @throws TargetException when there is no such command
   */
  static HeldCommand start(List<String> command) {
    requireExecutable(command.getFirst(), System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    Pipe gate = Pipe.create();
    List<String> held = new ArrayList<>(List.of("/bin/sh", "-c", HOLD));
    held.add("/proc/" + ProcessHandle.current().pid() + "/fd/" + gate.readEnd().number());
    held.addAll(command);
    try {
      return new HeldCommand(new ProcessBuilder(held).inheritIO().start(), gate);
    } catch (IOException e) {
      gate.close();
      throw new TargetException(
          "The command " + command.getFirst() + " cannot be started: " + e.getMessage() + ".", 1);
    }
  }

  int pid() {
    return Math.toIntExact(process.pid());
  }

  /** Lets the command begin. */
  void release() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment line = arena.allocateFrom("go\n");
      long _ = dev.keelson.linux.Files.write(gate.writeEnd(), line.asSlice(0, line.byteSize() - 1));
    }
    gate.writeEnd().close();
  }

  boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Its exit status, as a shell tells it; empty while it runs. */
  OptionalInt exitStatus() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /**
   * Ends it if it still runs, with the processes it has started: SIGTERM, and SIGKILL to what is
   * left after two seconds.
   */
  @Override
  public void close() {
    gate.close();
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroy);
    CompletableFuture<Void> ended =
        CompletableFuture.allOf(
            all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    try {
      Void _ = ended.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      all.forEach(ProcessHandle::destroyForcibly);
    } catch (ExecutionException e) {
      throw new AssertionError("the end of a process is no failure", e);
    } catch (InterruptedException e) {
      all.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  /** Refuses what the shell could not run, so that it can be said before anything is loaded. */
  static void requireExecutable(String program, String searchPath) {
    List<Path> places =
        program.contains("/")
            ? List.of(Path.of(program))
            : List.of(searchPath.split(File.pathSeparator)).stream()
                .map(folder -> Path.of(folder.isEmpty() ? "." : folder).resolve(program))
                .toList();
    if (places.stream()
        .anyMatch(place -> Files.isRegularFile(place) && Files.isExecutable(place))) {
      return;
    }
    if (places.stream().anyMatch(Files::exists)) {
      throw new TargetException(
          "The command " + program + " is there but cannot be executed: check its permissions.",
          NOT_EXECUTABLE);
    }
    throw new TargetException(
        "The command "
            + program
            + " was not found: name a program on the PATH, or the path of one.",
        NOT_FOUND);
  }
}
