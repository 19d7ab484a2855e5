package dev.keelson.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A control group of our own with a CPU quota, in the version 1 or 2 tree, whichever has the cpu
 * controller: cgroups(7), Documentation/scheduler/sched-bwc.rst.
 */
record CpuQuota(Path group) implements AutoCloseable {
  private static final Path V1 = Path.of("/sys/fs/cgroup/cpu");
  private static final Path V2 = Path.of("/sys/fs/cgroup");

  /** A group that may use that many microseconds of CPU time in each period. */
  static CpuQuota create(long quotaMicros, long periodMicros) throws IOException {
    boolean first = Files.exists(V1.resolve("cpu.cfs_quota_us"));
    Path group = (first ? V1 : V2).resolve("keelson-test-" + ProcessHandle.current().pid());
    Files.createDirectory(group);
    try {
      if (first) {
        Files.writeString(group.resolve("cpu.cfs_period_us"), Long.toString(periodMicros));
        Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(quotaMicros));
      } else {
        Files.writeString(group.resolve("cpu.max"), quotaMicros + " " + periodMicros);
      }
      return new CpuQuota(group);
    } catch (IOException e) {
      Files.delete(group);
      throw e;
    }
  }

  /** The command, as a member of the group. */
  List<String> around(List<String> command) {
    List<String> all =
        new java.util.ArrayList<>(
            List.of("sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", group + "/cgroup.procs"));
    all.addAll(command);
    return all;
  }

  /** Periods in which the group was out of quota. */
  long throttledPeriods() throws IOException {
    return Files.readAllLines(group.resolve("cpu.stat")).stream()
        .filter(line -> line.startsWith("nr_throttled "))
        .mapToLong(line -> Long.parseLong(line.substring("nr_throttled ".length())))
        .findFirst()
        .orElseThrow();
  }

  /** Removes the group, which must be empty. */
  @Override
  public void close() throws IOException {
    Files.delete(group);
  }
}
