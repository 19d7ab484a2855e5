package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A control group of our own with a CPU quota, in the version 1 or 2 tree, whichever has the cpu
 * controller: cgroups(7), Documentation/scheduler/sched-bwc.rst.
 */
record CpuQuota(Path group) implements AutoCloseable {
  private static final Path V1 = Path.of("/sys/fs/cgroup/cpu");
  private static final Path V2 = Path.of("/sys/fs/cgroup");

  /**
   * A group that may use that many microseconds of CPU time in each period, and gets them before
   * others do: on a busy machine it would not run into its limit.
   */
  static CpuQuota create(long quotaMicros, long periodMicros) throws IOException {
    boolean first = Files.exists(V1.resolve("cpu.cfs_quota_us"));
    Path group = (first ? V1 : V2).resolve("keelson-test-" + ProcessHandle.current().pid());
    Files.createDirectory(group);
    try {
      if (first) {
        Files.writeString(group.resolve("cpu.cfs_period_us"), Long.toString(periodMicros));
        Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(quotaMicros));
        Files.writeString(group.resolve("cpu.shares"), "262144");
      } else {
        Files.writeString(group.resolve("cpu.max"), quotaMicros + " " + periodMicros);
        Files.writeString(group.resolve("cpu.weight"), "10000");
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
    return statistic("nr_throttled").orElseThrow();
  }

  /** How long threads of the group were throttled, CPU by CPU, all CPUs together. */
  long throttledNanos() throws IOException {
    OptionalLong nanos = statistic("throttled_time"); // version 1
    return nanos.isPresent() ? nanos.getAsLong() : statistic("throttled_usec").orElseThrow() * 1000;
  }

  /** Returns when no process is in the group. */
  void awaitEmpty() throws IOException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!Files.readString(group.resolve("cgroup.procs")).isBlank()) {
      assertThat(System.nanoTime()).as("processes stay in %s", group).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private OptionalLong statistic(String name) throws IOException {
    return Files.readAllLines(group.resolve("cpu.stat")).stream()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst();
  }

  /** Removes the group, which must be empty. */
  @Override
  public void close() throws IOException {
    Files.delete(group);
  }
}
