package dev.keelson.faults;

import dev.keelson.latency.cause.Mechanism;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A cgroup with a quota, in which the victim is for a while. It has one busy thread: then {@code
 * cpu.stat}, which counts for each CPU and not for each thread, is an account of that thread.
 */
record Throttled() implements Scenario {
  private static final Duration LONG = Duration.ofMillis(600);
  private static final long QUOTA_MICROS = 30_000;

  @Override
  public String name() {
    return "cgroup quota";
  }

  // The group's other threads have no other CPU on which they could be out of quota by themselves.
  @Override
  public List<String> prefix() {
    return List.of("taskset", "-c", "0");
  }

  @Override
  public List<String> work() {
    return List.of("spin", "1");
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    int tid = victim.thread("t-0");
    try (Cgroup group = Cgroup.of("cpu")) {
      group.take(victim.pid());
      return List.of(inject(group, tid, time));
    }
  }

  static Fault inject(Cgroup group, int tid, Duration time)
      throws IOException, InterruptedException {
    List<Held> held = new ArrayList<>();
    List<Window> windows =
        Injection.repeat(
            time,
            () -> {
              long before = throttledNanos(group);
              long start = System.nanoTime();
              quota(group, QUOTA_MICROS);
              Injection.await(LONG);
              // Counted when it ends: the one that is cut short by what follows is not in it.
              long nanos = throttledNanos(group) - before;
              held.add(new Held(tid, start, System.nanoTime(), nanos));
              quota(group, -1);
              return new Window(0, start, System.nanoTime());
            });
    return new Fault(Claim.of(Mechanism.THROTTLED), windows, held);
  }

  private static void quota(Cgroup group, long micros) throws IOException {
    if (group.isFirst()) {
      group.set("cpu.cfs_quota_us", Long.toString(micros));
    } else {
      group.set("cpu.max", (micros < 0 ? "max" : micros) + " 100000");
    }
  }

  private static long throttledNanos(Cgroup group) throws IOException {
    return group.isFirst()
        ? group.number("cpu.stat", "throttled_time")
        : 1_000 * group.number("cpu.stat", "throttled_usec");
  }
}
