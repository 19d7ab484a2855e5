package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.source.ProcFacts;
import dev.keelson.testkit.KernelTest;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How long threads are throttled; the witness is {@code throttled_time} of the cgroup's cpu.stat,
 * which counts, for each CPU, the time in which a thread of the group was throttled there.
 */
class ThrottlingKernelTest {
  private static final String JAVA = System.getProperty("java.home") + "/bin/java";
  private static final int MILLISECOND = 1_000_000;

  @KernelTest
  void throttledTimesCoverWhatTheCgroupCounts() throws Exception {
    try (CpuQuota quota = CpuQuota.create(20_000, 100_000)) {
      List<String> busy =
          List.of(JAVA, "-XX:TieredStopAtLevel=1", "-cp", classes(), BusyThreads.class.getName());
      List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
      command.addAll(busy);
      command.addAll(List.of("3", "0", "60000"));
      Difference difference = measure(quota, command);

      assertThat(difference.ours()).isPositive();
      assertThat(difference.ours())
          .as(difference.toString())
          .isBetween((long) (0.95 * difference.kernels()), (long) (1.05 * difference.kernels()));
    }
  }

  @KernelTest
  void aThreadThatOwesSeveralPeriodsIsThrottledForAllOfThem() throws Exception {
    // Charged at ticks, every 4 ms with HZ=250: a run of 4 ms owes two periods of 2 ms.
    try (CpuQuota quota = CpuQuota.create(2_000, 100_000)) {
      Difference difference =
          measure(quota, List.of("taskset", "-c", "0", "sh", "-c", "while :; do :; done"));

      assertThat(difference.longestNanos()).isGreaterThan(150L * MILLISECOND);
      assertThat(difference.ours())
          .as(difference.toString())
          .isBetween((long) (0.95 * difference.kernels()), (long) (1.05 * difference.kernels()));
    }
  }

  @KernelTest
  void theQuotaOfAProcessIsFoundWhereItsCgroupHasIt() throws Exception {
    try (CpuQuota quota = CpuQuota.create(30_000, 90_000)) {
      Process child = new ProcessBuilder(quota.around(List.of("sleep", "60"))).start();
      try {
        Watch.await(
            () -> ProcessFiles.read((int) child.pid(), "comm").orElse("").startsWith("sleep"),
            "it does not start");
        List<Fact> facts = new ArrayList<>();
        new ProcFacts(Path.of("/proc"), (int) child.pid(), "x86_64", facts::add).look(0);

        assertThat(facts)
            .contains(new Fact.Quota("/" + quota.group().getFileName(), 30_000_000, 90_000_000));
      } finally {
        child.destroyForcibly().waitFor();
        quota.awaitEmpty();
      }
    }
  }

  @KernelTest
  void aThreadWithoutAQuotaIsNeverThrottled() throws Exception {
    Process child =
        new ProcessBuilder("taskset", "-c", "0", "sh", "-c", "while :; do :; done").start();
    try (Watch watch = Watch.of(child.pid())) {
      Watch.await(() -> watch.turns().size() > 20, "too few turns");

      assertThat(watch.turns())
          .allMatch(turn -> turn.throttledNanos() == 0 && turn.throttleBoundNanos() == 0);
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private record Difference(long ours, long kernels, long longestNanos) {}

  /** What both sides count from one time on: the kernel adds a throttled time where it ends. */
  private static Difference measure(CpuQuota quota, List<String> command) throws Exception {
    Process child = new ProcessBuilder(quota.around(command)).start();
    try (Watch watch = Watch.of(child.pid())) {
      Watch.await(
          () -> watch.turns().stream().filter(turn -> turn.throttledNanos() > 0).count() > 5,
          "it is not throttled");
      long before = quota.throttledNanos();
      long from = System.nanoTime();
      watch.during(Duration.ofSeconds(2));
      ThreadStop.stop((int) child.pid());
      long kernels = quota.throttledNanos() - before;
      List<Turn> throttled =
          watch.turns().stream()
              .filter(turn -> endOf(turn) > from)
              .sorted(Comparator.comparingLong(Turn::runnableNanos))
              .toList();
      long longest = throttled.stream().mapToLong(Turn::throttledNanos).max().orElse(0);
      return new Difference(union(throttled), kernels, longest);
    } finally {
      child.destroyForcibly().waitFor();
      quota.awaitEmpty();
    }
  }

  private static long endOf(Turn turn) {
    return turn.throttledNanos() == 0 ? 0 : turn.runnableNanos() + turn.throttledNanos();
  }

  private static long union(List<Turn> turns) {
    long sum = 0;
    long end = 0;
    for (Turn turn : turns) {
      long to = endOf(turn);
      sum += Math.max(0, to - Math.max(end, turn.runnableNanos()));
      end = Math.max(end, to);
    }
    return sum;
  }

  private static String classes() {
    return Path.of(new File("target/test-classes").getAbsolutePath()).toString();
  }
}
