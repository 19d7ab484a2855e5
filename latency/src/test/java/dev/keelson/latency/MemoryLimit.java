package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A control group of our own with a memory limit, in the version 1 or 2 tree: cgroups(7). */
record MemoryLimit(Path group) implements AutoCloseable {
  private static final Path V1 = Path.of("/sys/fs/cgroup/memory");
  private static final Path V2 = Path.of("/sys/fs/cgroup");

  static MemoryLimit create(long bytes) throws IOException {
    boolean first = Files.exists(V1.resolve("memory.limit_in_bytes"));
    Path group = (first ? V1 : V2).resolve("keelson-memory-" + ProcessHandle.current().pid());
    Files.createDirectory(group);
    try {
      Files.writeString(
          group.resolve(first ? "memory.limit_in_bytes" : "memory.max"), Long.toString(bytes));
      return new MemoryLimit(group);
    } catch (IOException e) {
      Files.delete(group);
      throw e;
    }
  }

  /** The command, as a member of the group, when a line can be read from the file. */
  List<String> around(Path gate, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "read line < " + gate + "; echo $$ > \"$0\" && exec \"$@\"",
                group + "/cgroup.procs"));
    all.addAll(command);
    return all;
  }

  /** Removes the group, once it is empty. */
  @Override
  public void close() throws IOException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!Files.readString(group.resolve("cgroup.procs")).isBlank()) {
      assertThat(System.nanoTime()).as("processes stay in %s", group).isLessThan(end);
      Thread.onSpinWait();
    }
    Files.delete(group);
  }
}
