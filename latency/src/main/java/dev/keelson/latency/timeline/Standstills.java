package dev.keelson.latency.timeline;

import dev.keelson.latency.fact.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the times in which nothing of a process ran though at least two of its threads could have:
 * they waited for a CPU, were throttled, or stopped. What one thread alone waits for is its own
 * wait.
 *
 * <pre>
 *   thread 1   |run|......waits......|run|
 *   thread 2     |run|....waits.........|run|
 *   thread 3   |run|  idle                   |run|
 *                    |<- standstill->|
 * </pre>
 *
 * <p>That a thread ran is known when its next wait ends. So what was found may be refuted later, by
 * a thread that ran on without a break. Mutable, confined to one thread.
 */
public final class Standstills {
  /** Shorter ones are not looked for: a busy machine has too many. */
  static final long SHORTEST_NANOS = 1_000_000;

  private final Map<Integer, Runs> processes = new HashMap<>();

  /**
   * Takes a turn in.
   *
   * @param counts whether its thread's waits are anybody's loss: those of the JVM's own are not
   * @return what it refutes
   */
  public List<Standstill> add(Turn turn, boolean counts) {
    return processes.computeIfAbsent(turn.pid(), Runs::new).add(turn, counts);
  }

  /** Turns of that time are lost: any thread may have run in it. */
  public void lost(long fromNanos, long toNanos) {
    processes.values().forEach(runs -> runs.ran(fromNanos, toNanos));
  }

  /** Those that ended by then and were not given before. */
  public List<Standstill> endedBy(long nanos) {
    List<Standstill> found = new ArrayList<>();
    processes.values().forEach(runs -> runs.examineUntil(nanos, found));
    return found;
  }

  /** Forgets what can no longer be refuted, as turns that come so late do not. */
  public void forgetBefore(long nanos) {
    processes.values().forEach(runs -> runs.forgetBefore(nanos));
    processes.values().removeIf(Runs::isEmpty);
  }
}
