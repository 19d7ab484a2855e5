package dev.keelson.jvm;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The threads that a JVM has told us of: its own numbers for them become ours, and their whole
 * names are kept. Safe for use by several threads.
 */
final class ThreadNumbers {
  private final int pid;
  private final Map<Long, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<Integer, String> names = new ConcurrentHashMap<>();
  private final boolean translate;

  ThreadNumbers(int pid) {
    this.pid = pid;
    // A process of another pid namespace has a number in each: NSpid, proc_pid_status(5).
    this.translate = innermost("status") != pid;
  }

  /**
   * The number here of a thread.
   *
   * @param there its number in the JVM's own pid namespace; not positive for none
   * @return 0 for none, and for one that has ended unseen
   */
  int tid(long there) {
    if (there <= 0) {
      return 0;
    }
    if (!translate) {
      return Math.toIntExact(there);
    }
    Integer known = numbers.get(there);
    if (known == null) {
      refresh();
      known = numbers.get(there);
    }
    return known == null ? 0 : known;
  }

  /** Whether the process has that thread now. */
  boolean isThere(int tid) {
    return Files.exists(Path.of("/proc/" + pid, "task", Integer.toString(tid)));
  }

  /** Learns what a thread is called. */
  void named(int tid, String name) {
    if (tid != 0 && name != null && !name.isEmpty()) {
      names.put(tid, name);
    }
  }

  /** What the JVM calls a thread, else what the kernel does. */
  String name(int tid, String kernelName) {
    String known = names.get(tid);
    // Numbers are used again: the kernel's name is a part of the JVM's, but of a main thread.
    return known != null && (known.startsWith(kernelName) || tid == pid) ? known : kernelName;
  }

  private void refresh() {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid, "task"))) {
      for (Path task : tasks) {
        int tid = Integer.parseInt(task.getFileName().toString());
        numbers.put(innermost("task/" + tid + "/status"), tid);
      }
    } catch (IOException | DirectoryIteratorException ended) {
      // what is known by now stays known
    }
  }

  private long innermost(String status) {
    return JvmProcess.read(pid, status).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("NSpid:"))
        .map(line -> line.substring(line.lastIndexOf('\t') + 1).strip())
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(pid);
  }
}
