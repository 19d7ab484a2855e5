package dev.keelson.latency;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What /proc says of processes and threads, proc(5). A process can end at any time: what cannot be
 * read is not there.
 */
final class ProcessFiles {
  private static final Path PROC = Path.of("/proc");

  private ProcessFiles() {}

  /** The name of a thread (any thread of the machine), empty when it has ended. */
  static String threadName(int tid) {
    return read(tid, "comm").map(String::strip).orElse("");
  }

  /** Program and arguments; empty for a kernel thread and for a process that has ended. */
  static List<String> commandLine(int pid) {
    return read(pid, "cmdline")
        .filter(text -> !text.isEmpty())
        .map(text -> List.of(text.split("\0")))
        .orElse(List.of());
  }

  /** The process of a thread; empty when there is no such thread. */
  static OptionalInt processOf(int tid) {
    return read(tid, "status").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("Tgid:"))
        .mapToInt(line -> Integer.parseInt(line.substring("Tgid:".length()).strip()))
        .findFirst();
  }

  /** A file of a process, or of a thread; empty when either has gone or may not be read. */
  static Optional<String> read(int pid, String name) {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(Integer.toString(pid)).resolve(name));
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
