package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.linux.SystemInfo;
import dev.keelson.testkit.KernelTest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Our waits come from our own time stamps; these tests hold them against two witnesses that know
 * nothing of us: the kernel's own account (schedstat) and arithmetic (k threads share a CPU).
 */
class TrustTest {
  private static final double TOLERANCE = 0.03;
  private static final long TOLERANCE_NANOS_A_WAIT = 10_000;
  private static final long ONE_SECOND = 1_000_000_000;
  private static final int ATTEMPTS = 3;

  /** What schedstat and we say of a thread. */
  private record Comparison(String thread, long waits, long ours, long kernels) {
    double error() {
      return (double) Math.abs(ours - kernels) / kernels;
    }

    boolean agrees() {
      return Math.abs(ours - kernels)
          <= Math.max(TOLERANCE * kernels, TOLERANCE_NANOS_A_WAIT * waits);
    }

    @Override
    public String toString() {
      return "%-12s %6d waits: ours %9.3f ms, schedstat %9.3f ms, error %.2f %%"
          .formatted(thread, waits, ours / 1e6, kernels / 1e6, error() * 100);
    }
  }

  @KernelTest
  void waitsAgreeWithTheKernelsOwnAccount() throws Exception {
    List<Comparison> threads =
        compare("busy", pinned(threads(4, 2, 60_000)), Duration.ofSeconds(4));

    assertThat(threads).hasSizeGreaterThanOrEqualTo(4).allMatch(Comparison::agrees);
  }

  @KernelTest
  void waitsUnderAQuotaAgreeWithTheKernelsOwnAccount() throws Exception {
    try (CpuQuota quota = CpuQuota.create(50_000, 100_000)) {
      List<Comparison> threads =
          compare("quota", quota.around(threads(3, 1, 60_000)), Duration.ofSeconds(4));

      assertThat(quota.throttledPeriods()).isPositive();
      assertThat(threads).hasSizeGreaterThanOrEqualTo(3).allMatch(Comparison::agrees);
    }
  }

  @KernelTest
  void busyThreadsOnOneCpuWaitForTheOthers() throws Exception {
    int k = 4;
    double expected = (k - 1.0) / k;
    double best = Double.MAX_VALUE;
    for (int attempt = 1; attempt <= ATTEMPTS && best > TOLERANCE; attempt++) {
      double share = waitingShare(k);
      double error = Math.abs(share - expected) / expected;
      System.out.printf(
          "trust: %d busy threads on a CPU waited %.2f %% of the time, expected %.2f %%%n",
          k, share * 100, expected * 100);
      best = Math.min(best, error);
    }

    assertThat(best).isLessThanOrEqualTo(TOLERANCE);
  }

  private static double waitingShare(int k) throws InterruptedException {
    try (LatencySession session =
        LatencySession.start(new Target.Command(preferred(pinned(threads(k, 0, 2_000)))), "busy")) {
      assertThat(session.awaitEnd(Duration.ofSeconds(30))).isTrue();
      List<ThreadReport> busy =
          session.stop().workloads().getFirst().threads().stream()
              .filter(thread -> thread.name().startsWith("busy-"))
              .toList();
      assertThat(busy).hasSize(k);
      return busy.stream().mapToDouble(TrustTest::waitingShare).average().orElseThrow();
    }
  }

  private static double waitingShare(ThreadReport thread) {
    double wait = thread.runQueueWait().sumNanos();
    return wait / (wait + thread.onCpuNanos() + thread.offCpu().sumNanos());
  }

  /** Measures a command and compares every thread that waited at least a second. */
  private static List<Comparison> compare(String name, List<String> command, Duration duration)
      throws InterruptedException, IOException {
    List<Comparison> comparisons = new ArrayList<>();
    try (LatencySession session = LatencySession.start(new Target.Command(command), name)) {
      assertThat(session.awaitEnd(duration)).isFalse();
      int pid = session.process();
      // Stopped threads wait for nothing: both accounts stand still while they are read.
      ThreadStop.stop(pid);
      LatencyReport report = session.stop();
      for (ThreadReport thread : report.workloads().getFirst().threads()) {
        Optional<Long> kernels = schedstatWait(pid, thread.tid());
        if (kernels.isPresent() && kernels.get() >= ONE_SECOND) {
          Summary ours = thread.runQueueWait();
          comparisons.add(
              new Comparison(thread.name(), ours.count(), ours.sumNanos(), kernels.get()));
        }
      }
      ThreadStop.goOn(pid);
    }
    comparisons.forEach(one -> System.out.println("trust: " + one));
    double[] errors = comparisons.stream().mapToDouble(Comparison::error).sorted().toArray();
    if (errors.length > 0) {
      System.out.printf("trust: %s, median error %.2f %%%n", name, errors[errors.length / 2] * 100);
    }
    return comparisons;
  }

  // Documentation/scheduler/sched-stats.rst: time on a CPU, time waiting for one, time slices
  private static Optional<Long> schedstatWait(int pid, int tid) throws IOException {
    Path file = Path.of("/proc/" + pid + "/task/" + tid + "/schedstat");
    return Files.exists(file)
        ? Optional.of(Long.parseLong(Files.readString(file).strip().split(" ", -1)[1]))
        : Optional.empty();
  }

  private static List<String> threads(int busy, int sleeping, int millis) {
    return List.of(
        System.getProperty("java.home") + "/bin/java",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        testClasses(),
        BusyThreads.class.getName(),
        Integer.toString(busy),
        Integer.toString(sleeping),
        Integer.toString(millis));
  }

  /**
   * On the last CPU, and dear to the scheduler, so that other work on the machine counts little.
   */
  private static List<String> pinned(List<String> command) {
    int cpu = SystemInfo.onlineCpus().length() - 1;
    List<String> all = new ArrayList<>(List.of("taskset", "-c", Integer.toString(cpu)));
    all.addAll(command);
    return all;
  }

  /** Dear to the scheduler, so that other work on the machine counts little. */
  private static List<String> preferred(List<String> command) {
    List<String> all = new ArrayList<>(List.of("nice", "-n", "-20"));
    all.addAll(command);
    return all;
  }

  private static String testClasses() {
    return new File("target/test-classes").getAbsolutePath();
  }
}
