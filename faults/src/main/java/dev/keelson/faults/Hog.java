package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A process that wants the one CPU on which the victim runs. A thread that always wants to run is
 * held up by it for as long as it has the CPU itself, which the kernel counts.
 *
 * @param apart whether it is in a cgroup of its own
 */
record Hog(boolean apart) implements Scenario {
  private static final Duration LONG = Duration.ofMillis(300);
  private static final String COMMAND = "yes";

  @Override
  public String name() {
    return apart ? "hog in another cgroup" : "hog on the same CPU";
  }

  @Override
  public List<String> prefix() {
    return List.of("taskset", "-c", "0");
  }

  @Override
  public List<String> work() {
    return List.of("spin", "2");
  }

  @Override
  public Duration shortest() {
    return Duration.ofMillis(2);
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    if (!apart) {
      return List.of(inject(victim.thread("t-0"), time, Optional.empty()));
    }
    try (Cgroup its = Cgroup.of("cpu");
        Cgroup group = Cgroup.of("cpu")) {
      its.take(victim.pid());
      return List.of(inject(victim.thread("t-0"), time, Optional.of(group)));
    }
  }

  static Fault inject(int tid, Duration time, Optional<Cgroup> group)
      throws IOException, InterruptedException {
    List<Held> held = new ArrayList<>();
    List<Window> windows =
        Injection.repeat(
            time,
            () -> {
              long from = System.nanoTime();
              Process hog =
                  new ProcessBuilder("taskset", "-c", "0", COMMAND)
                      .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                      .start();
              long ran;
              try {
                if (group.isPresent()) {
                  group.get().take(hog.pid());
                }
                TimeUnit.NANOSECONDS.sleep(LONG.toNanos());
              } finally {
                ran = Threads.onCpuNanos(hog.pid(), hog.pid());
                hog.destroyForcibly().waitFor();
              }
              Window window = new Window(0, from, System.nanoTime());
              held.add(new Held(tid, window.fromNanos(), window.toNanos(), ran));
              return window;
            });
    return new Fault(new Claim(Set.of(Mechanism.RUN_QUEUE), COMMAND), windows, held);
  }
}
