package dev.keelson.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A control group of our own, of one controller: in the hierarchy of that controller (v1), or in
 * the only one (v2). Closing it puts its processes back and removes it.
 */
final class Cgroup implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  // Of the CPUs, against what else the machine does: 40 times the usual share.
  private static final String LARGE_SHARES = "40960";
  private static final String LARGE_WEIGHT = "4000";

  private static final AtomicInteger NEXT = new AtomicInteger();

  private final Path folder;
  private final boolean first;

  private Cgroup(Path folder, boolean first) {
    this.folder = folder;
    this.first = first;
  }

  /** Whether there is a hierarchy with that controller. */
  static boolean has(String controller) {
    return isFirst(controller) || Files.exists(ROOT.resolve("cgroup.controllers"));
  }

  private static boolean isFirst(String controller) {
    return Files.exists(ROOT.resolve(controller).resolve("cgroup.procs"));
  }

  static Cgroup of(String controller) throws IOException {
    boolean first = isFirst(controller);
    String name = "kf" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
    Path folder = (first ? ROOT.resolve(controller) : ROOT).resolve(name);
    if (!first) {
      Files.writeString(ROOT.resolve("cgroup.subtree_control"), "+" + controller);
    }
    Files.createDirectory(folder);
    Cgroup group = new Cgroup(folder, first);
    if (controller.equals("cpu")) {
      group.set(first ? "cpu.shares" : "cpu.weight", first ? LARGE_SHARES : LARGE_WEIGHT);
    }
    return group;
  }

  boolean isFirst() {
    return first;
  }

  void take(long pid) throws IOException {
    Files.writeString(folder.resolve("cgroup.procs"), Long.toString(pid));
  }

  /** What to put before a command that is to begin in it. */
  List<String> prefix() {
    return List.of(
        "sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", folder.resolve("cgroup.procs").toString());
  }

  void set(String file, String value) throws IOException {
    Files.writeString(folder.resolve(file), value);
  }

  /** The number behind a word of one of its files. */
  long number(String file, String word) throws IOException {
    for (String line : Files.readAllLines(folder.resolve(file))) {
      if (line.startsWith(word + " ")) {
        return Long.parseLong(line.substring(word.length() + 1).strip());
      }
    }
    throw new IOException("There is no " + word + " in " + folder.resolve(file));
  }

  @Override
  public void close() throws IOException {
    Path parent = folder.getParent().resolve("cgroup.procs");
    for (String pid : Files.readAllLines(folder.resolve("cgroup.procs"))) {
      Files.writeString(parent, pid);
    }
    Files.delete(folder);
  }
}
