package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Turn;
import dev.keelson.linux.SystemInfo;
import dev.keelson.testkit.KernelTest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How long threads are interrupted; the witness is the kernel's own sampling in /proc/stat. */
class InterruptKernelTest {
  private static final long NANOS_A_TICK = 10_000_000; // USER_HZ is 100

  @KernelTest
  void whatInterruptsTakeAgreesWithTheKernelsSamples() throws Exception {
    int cpu = SystemInfo.onlineCpus().length() - 1;
    Process flood =
        new ProcessBuilder(
                "taskset",
                "-c",
                Integer.toString(cpu),
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                new File("target/test-classes").getAbsolutePath(),
                LoopbackFlood.class.getName())
            .start();
    try (Watch watch = Watch.of(flood.pid())) {
      watch.during(Duration.ofSeconds(1));
      long before = interruptNanos(cpu) - costNanos(watch);
      int seen = watch.turns().size();
      watch.during(Duration.ofSeconds(3));
      long kernels = interruptNanos(cpu) - costNanos(watch) - before;
      List<Turn> turns = watch.turns().subList(seen, watch.turns().size());
      long ours = turns.stream().mapToLong(Turn::interruptNanos).sum();
      long onCpu = turns.stream().mapToLong(Turn::onCpuNanos).sum();

      String said =
          "ours %d us of %d us on the CPU, kernel %d us"
              .formatted(ours / 1000, onCpu / 1000, kernels / 1000);
      assertThat(ours).as(said).isBetween((long) (0.8 * kernels), (long) (1.2 * kernels));
      assertThat(ours).isGreaterThan(onCpu / 20);
      assertThat(turns).allMatch(turn -> turn.interruptNanos() <= turn.onCpuNanos());
    } finally {
      flood.destroyForcibly().waitFor();
    }
  }

  /** What our programs took within the soft interrupts, of which our times are without. */
  private static long costNanos(Watch watch) {
    return watch.probe().statistics("softInterruptEntered").nanos()
        + watch.probe().statistics("softInterruptLeft").nanos();
  }

  // proc_stat(5): user nice system idle iowait irq softirq ...
  private static long interruptNanos(int cpu) throws IOException {
    return Files.readAllLines(Path.of("/proc/stat")).stream()
            .filter(line -> line.startsWith("cpu" + cpu + " "))
            .map(line -> line.split(" ", -1))
            .mapToLong(fields -> Long.parseLong(fields[6]) + Long.parseLong(fields[7]))
            .findFirst()
            .orElseThrow()
        * NANOS_A_TICK;
  }
}
