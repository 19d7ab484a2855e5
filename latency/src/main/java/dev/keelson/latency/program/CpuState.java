package dev.keelson.latency.program;

/** What is known of a CPU; one in each place of {@link ThreadTurns#CPUS}. */
public final class CpuState {
  /** Since when its current task has it. */
  long since;

  /** When the longest recent stay of a task began. */
  long longestSince;

  /** How long that stay was. */
  long longestNanos;

  /** Whose it was: the thread. */
  int longestTid;

  /** Whose it was: the process. */
  int longestPid;

  /** When the latest long stay of a thread that is not followed began. */
  long strangerSince;

  /** How long that stay was. */
  long strangerNanos;

  /** Whose it was. */
  int strangerTid;

  /** How deep it is in hard interrupts, and since when. */
  int hardDepth;

  /** How deep it is in soft interrupts. */
  int softDepth;

  /** Since when it is in a hard interrupt. */
  long hardSince;

  /** What its hard interrupts took so far. */
  public long hardNanos;

  /** Since when it is in a soft interrupt. */
  long softSince;

  /** What its hard interrupts had taken when the soft one began. */
  long softHardNanos;

  /** What its soft interrupts took so far, without the hard ones that came in between. */
  public long softNanos;

  /** Before Linux 6.18, the queue that was throttled last: an address. */
  long throttledQueue;

  /** Since when. */
  long throttledSince;

  /** What ends that: {@link ThreadState#periodTimer}. */
  long periodTimer;

  /** As {@link #periodTimer}. */
  long slackTimer;

  /** Which expiry of it. */
  int dueExpiry;
}
