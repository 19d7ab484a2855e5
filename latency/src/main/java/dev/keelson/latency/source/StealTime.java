package dev.keelson.latency.source;

import dev.keelson.latency.fact.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the hypervisor took from each CPU, by the {@code steal} of /proc/stat, proc_stat(5).
 * Mutable, confined to one thread.
 */
final class StealTime {
  // USER_HZ of include/asm-generic/param.h: what /proc counts in, on all architectures that we
  // know.
  private static final long NANOS_A_TICK = 10_000_000;

  // cpuN user nice system idle iowait irq softirq steal
  private static final int STEAL = 8;

  private final Map<Integer, Long> before = new HashMap<>();
  private long beforeNanos;

  /** What was taken since the last call; nothing at the first one. */
  List<Fact> since(String stat, long nowNanos) {
    List<Fact> stolen = new ArrayList<>();
    for (String line : stat.split("\n", -1)) {
      String[] words = line.split(" ", -1);
      if (!words[0].matches("cpu\\d+") || words.length <= STEAL) {
        continue;
      }
      int cpu = Integer.parseInt(words[0].substring("cpu".length()));
      long ticks = Long.parseLong(words[STEAL]);
      Long last = before.put(cpu, ticks);
      if (last != null && ticks > last) {
        stolen.add(new Fact.Stolen(cpu, beforeNanos, nowNanos, (ticks - last) * NANOS_A_TICK));
      }
    }
    beforeNanos = nowNanos;
    return stolen;
  }
}
