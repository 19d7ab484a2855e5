package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Packets whose soft interrupts are served on the CPU of a thread that holds a lock: it works, and
 * gets nowhere. They run between a network namespace and itself, so that nobody else's are steered.
 */
record Flood() implements Scenario {
  // Loopback up, packets received on CPU 0, sent from CPU 1.
  private static final String SHELL =
      "mount -t sysfs none /sys && ip link set lo up"
          + " && echo 1 > /sys/class/net/lo/queues/rx-0/rps_cpus && exec taskset -c 1 \"$@\"";

  @Override
  public String name() {
    return "flood of soft interrupts";
  }

  @Override
  public List<String> work() {
    return List.of("interrupted");
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    Injection.run("taskset", "-p", "-c", "0", Integer.toString(victim.thread("t-0")));
    Process flood =
        new ProcessBuilder(
                "unshare",
                "-n",
                "-m",
                "sh",
                "-c",
                SHELL,
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                VictimProcess.classes(),
                Sender.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      Injection.await(time);
    } finally {
      flood.destroyForcibly().waitFor();
    }
    return List.of(Told.of(victim, Claim.of(Mechanism.LOCK, Mechanism.INTERRUPT)));
  }
}
