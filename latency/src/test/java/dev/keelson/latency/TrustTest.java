package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.keelson.linux.Clock;
import dev.keelson.linux.Clocks;
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
  private static final double QUIET = 0.005;

  /** What schedstat and we say of a thread. */
  private record Comparison(String thread, long waits, long ours, long kernels) {
    double error() {
      return (double) Math.abs(ours - kernels) / kernels;
    }

    boolean agrees() {
      return Math.abs(ours - kernels)
          <= Math.max(TOLERANCE * kernels, (double) (TOLERANCE_NANOS_A_WAIT * waits));
    }

    @Override
    public String toString() {
      return "%-12s %6d waits: ours %9.3f ms, schedstat %9.3f ms, error %.2f %%"
          .formatted(thread, waits, ours / 1e6, kernels / 1e6, error() * 100);
    }
  }

  @KernelTest
  void waitsAgreeWithTheKernelsOwnAccount() throws Exception {
    List<Comparison> threads = compare("busy", pinned(threads(4, 2, 60_000)));

    assertThat(threads).hasSizeGreaterThanOrEqualTo(4).allMatch(Comparison::agrees);
  }

  @KernelTest
  void waitsUnderAQuotaAgreeWithTheKernelsOwnAccount() throws Exception {
    try (CpuQuota quota = CpuQuota.create(50_000, 100_000)) {
      List<Comparison> threads = compare("quota", quota.around(threads(3, 1, 60_000)));

      assertThat(quota.throttledPeriods()).isPositive();
      assertThat(threads).hasSizeGreaterThanOrEqualTo(3).allMatch(Comparison::agrees);
    }
  }

  @KernelTest
  void busyThreadsOnOneCpuWaitForTheOthers() throws Exception {
    Sharing sharing;
    int attempt = 0;
    do {
      sharing = share(4);
      System.out.println("trust: " + sharing);
    } while (++attempt < ATTEMPTS && !sharing.agrees());

    assertThat(sharing.agrees()).as(sharing.toString()).isTrue();
    assertThat(sharing.life()).isCloseTo(sharing.wall(), withinPercentage(3));
  }

  /**
   * How k busy threads shared a CPU, in nanoseconds. Of all this only the waits are ours.
   *
   * @param wall how long they existed on average, by the time of their birth (proc_pid_stat(5))
   * @param life how long they ran or waited on average, as the kernel accounts for it (schedstat)
   * @param waits how long they waited on average, as we measured it
   * @param had how long they had the CPU together, as the kernel accounts for it
   */
  private record Sharing(int k, double wall, double life, double waits, double had) {
    double expected() {
      return (k - 1.0) / k;
    }

    double waitShare() {
      return waits / life;
    }

    /** The part of their life in which others had the CPU, for which all k waited. */
    double othersShare() {
      return (life - had) / life;
    }

    /** The share of waiting without the time that others had: (k-1)/k on any machine. */
    double waitsAmongThemselves() {
      return (waits - (life - had)) / had;
    }

    /** On a quiet machine it is the plain share of waiting that must be (k-1)/k. */
    boolean agrees() {
      double share = othersShare() <= QUIET ? waitShare() : waitsAmongThemselves();
      return Math.abs(share - expected()) <= TOLERANCE * expected();
    }

    @Override
    public String toString() {
      return "%d busy threads on a CPU waited %.2f %% of the time (others had the CPU %.2f %%), %.2f %% for each other; expected %.2f %%"
          .formatted(
              k,
              waitShare() * 100,
              othersShare() * 100,
              waitsAmongThemselves() * 100,
              expected() * 100);
    }
  }

  private static Sharing share(int k) throws InterruptedException, IOException {
    List<String> command = preferred(pinned(threads(k, 0, 60_000)));
    try (LatencySession session = LatencySession.start(new Target.Command(command), "busy")) {
      assertThat(session.awaitEnd(Duration.ofSeconds(3))).isFalse();
      int pid = session.process();
      ThreadStop.stop(pid);
      long stopped = Clocks.nanos(Clock.BOOTTIME);
      List<ThreadReport> busy =
          session.stop().workloads().getFirst().threads().stream()
              .filter(thread -> thread.name().startsWith("busy-"))
              .toList();
      assertThat(busy).hasSize(k);
      double wall = 0;
      double life = 0;
      double waits = 0;
      double had = 0;
      for (ThreadReport thread : busy) {
        Schedstat kernels = schedstat(pid, thread.tid()).orElseThrow();
        wall += (double) (stopped - bornNanos(pid, thread.tid())) / k;
        life += (double) (kernels.runNanos() + kernels.waitNanos()) / k;
        waits += (double) thread.runQueueWait().sumNanos() / k;
        had += kernels.runNanos();
      }
      ThreadStop.goOn(pid);
      return new Sharing(k, wall, life, waits, had);
    }
  }

  /** When a thread began, CLOCK_BOOTTIME: field 22 of proc_pid_stat(5), in ticks of 10 ms. */
  private static long bornNanos(int pid, int tid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/task/" + tid + "/stat"));
    String[] fromThirdOn = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fromThirdOn[22 - 3]) * 10_000_000; // USER_HZ is 100
  }

  /**
   * Measures a command and compares every thread that waited at least a second. A run that
   * disagrees while the kernel left out events proves nothing: it is made again, twice at most.
   */
  private static List<Comparison> compare(String name, List<String> command)
      throws InterruptedException, IOException {
    List<Comparison> comparisons;
    long unmatched;
    int attempt = 0;
    do {
      comparisons = new ArrayList<>();
      unmatched = compare(name, command, comparisons);
      comparisons.forEach(one -> System.out.println("trust: " + one));
      double[] errors = comparisons.stream().mapToDouble(Comparison::error).sorted().toArray();
      System.out.printf(
          "trust: %s, median error %.2f %%, %d events unmatched%n",
          name, errors.length == 0 ? Double.NaN : errors[errors.length / 2] * 100, unmatched);
    } while (++attempt < ATTEMPTS
        && unmatched > 0
        && !comparisons.stream().allMatch(Comparison::agrees));
    return comparisons;
  }

  private static long compare(String name, List<String> command, List<Comparison> comparisons)
      throws InterruptedException, IOException {
    try (LatencySession session = LatencySession.start(new Target.Command(command), name)) {
      assertThat(session.awaitEnd(Duration.ofSeconds(4))).isFalse();
      int pid = session.process();
      // Stopped threads wait for nothing: both accounts stand still while they are read.
      ThreadStop.stop(pid);
      LatencyReport report = session.stop();
      for (ThreadReport thread : report.workloads().getFirst().threads()) {
        Optional<Long> kernels = schedstat(pid, thread.tid()).map(Schedstat::waitNanos);
        if (kernels.isPresent() && kernels.get() >= ONE_SECOND) {
          Summary ours = thread.runQueueWait();
          comparisons.add(
              new Comparison(thread.name(), ours.count(), ours.sumNanos(), kernels.get()));
        }
      }
      ThreadStop.goOn(pid);
      return report.observer().unmatched();
    }
  }

  /** What the kernel accounts for a thread: Documentation/scheduler/sched-stats.rst. */
  private record Schedstat(long runNanos, long waitNanos) {}

  private static Optional<Schedstat> schedstat(int pid, int tid) throws IOException {
    Path file = Path.of("/proc/" + pid + "/task/" + tid + "/schedstat");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] fields = Files.readString(file).strip().split(" ", -1);
    return Optional.of(new Schedstat(Long.parseLong(fields[0]), Long.parseLong(fields[1])));
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
