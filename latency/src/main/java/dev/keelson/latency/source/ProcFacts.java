package dev.keelson.latency.source;

import dev.keelson.latency.cause.CallKind;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that files say about a process and its machine while it is measured. Mutable, confined to one
 * thread.
 */
public final class ProcFacts {
  private static final long STEAL_PERIOD_NANOS = 100_000_000;
  private static final long QUOTA_PERIOD_NANOS = 1_000_000_000;

  // A thread that was blocked for less is not worth two or three files.
  private static final long WORTH_A_LOOK_NANOS = 1_000_000;

  private final Path proc;
  private final Optional<Path> process;
  private final String machine;
  private final Consumer<Fact> facts;
  private final StealTime steal = new StealTime();
  private final Optional<Descriptors> descriptors;
  private List<Fact> quotas = List.of();
  private long nextSteal = Long.MIN_VALUE;
  private long nextQuotas = Long.MIN_VALUE;

  /**
   * Of a measurement that has just begun.
   *
   * @param proc where proc(5) is mounted
   * @param process the process by its number there; 0 for all, of which nothing but the machine is
   *     told
   * @param machine as {@code uname -m} names it
   * @param facts takes what is found
   */
  public ProcFacts(Path proc, int process, String machine, Consumer<Fact> facts) {
    this.proc = proc;
    this.process =
        process == 0 ? Optional.empty() : Optional.of(proc.resolve(Integer.toString(process)));
    this.machine = machine;
    this.facts = facts;
    this.descriptors = this.process.map(Descriptors::new);
  }

  /** Looks what a turn's descriptor is, when the thread was blocked at one for long. */
  public void seen(Turn turn, long nowNanos) {
    if (turn.offCpuNanos() >= WORTH_A_LOOK_NANOS
        && CallKind.of(machine, turn.blocked().systemCall()).isAtDescriptor()) {
      int descriptor = (int) turn.blocked().argument0();
      descriptors.flatMap(known -> known.look(turn.pid(), descriptor, nowNanos)).ifPresent(facts);
    }
  }

  /** Asks those sources for news whose time it is. */
  public void look(long nowNanos) {
    if (nowNanos >= nextSteal) {
      nextSteal = nowNanos + STEAL_PERIOD_NANOS;
      read(proc.resolve("stat")).ifPresent(stat -> steal.since(stat, nowNanos).forEach(facts));
    }
    if (nowNanos >= nextQuotas && process.isPresent()) {
      nextQuotas = nowNanos + QUOTA_PERIOD_NANOS;
      Optional<String> cgroups = read(process.get().resolve("cgroup"));
      Optional<String> mounts = read(proc.resolve("self/mountinfo"));
      if (cgroups.isPresent() && mounts.isPresent()) {
        List<Fact> now = CgroupQuotas.of(cgroups.get(), mounts.get());
        now.stream().filter(quota -> !quotas.contains(quota)).forEach(facts);
        quotas = now;
      }
    }
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
