package dev.keelson.latency.fact;

import dev.keelson.jvm.JvmEvent;
import dev.keelson.jvm.ThreadRole;

/**
 * Something that was observed. All that the analysis knows comes to it as facts, so that a recorded
 * measurement can be analysed again, without a kernel and without a JVM. Times are CLOCK_MONOTONIC.
 */
public sealed interface Fact
    permits Turn,
        Fact.Jvm,
        Fact.Named,
        Fact.Stolen,
        Fact.Quota,
        Fact.Descriptor,
        Fact.Lost,
        Fact.Missing,
        Fact.ClockFitted {

  /** What the JVM did. */
  record Jvm(JvmEvent event) implements Fact {}

  /**
   * What a thread is called and for; the latest one counts.
   *
   * @param tid the kernel's number
   * @param pid its process
   * @param name the kernel's name of it, at most 15 bytes, or the JVM's where that is known
   * @param role what it is for; null would be a bug: a thread of another process is APPLICATION
   */
  record Named(int tid, int pid, String name, ThreadRole role) implements Fact {}

  /**
   * What the hypervisor took from a CPU: {@code steal} of /proc/stat, proc_stat(5).
   *
   * @param cpu the CPU
   * @param fromNanos when it was read before
   * @param toNanos when it was read
   * @param nanos what was stolen in between
   */
  record Stolen(int cpu, long fromNanos, long toNanos, long nanos) implements Fact {}

  /**
   * The bandwidth that a cgroup of the process may use.
   *
   * @param cgroup its path below the hierarchy's root
   * @param quotaNanos CPU time a period, over all CPUs
   * @param periodNanos the period
   */
  record Quota(String cgroup, long quotaNanos, long periodNanos) implements Fact {}

  /**
   * What a descriptor is that a thread waited at.
   *
   * @param pid the process
   * @param descriptor its number there
   * @param atNanos when it was asked
   * @param kind what it is
   * @param text path or addresses, for people
   */
  record Descriptor(int pid, int descriptor, long atNanos, Kind kind, String text) implements Fact {
    /** What a descriptor is. */
    public enum Kind {
      /** A regular file or a block device. */
      FILE,
      /** A socket that listens, or one that was accepted: work comes from there. */
      SERVER_SOCKET,
      /** A socket that was connected from here: answers come from there. */
      CLIENT_SOCKET,
      /** Anything else: pipe, eventfd, terminal, unconnected socket. */
      OTHER
    }
  }

  /**
   * Turns that did not arrive.
   *
   * @param fromNanos all that is known of the first: not before
   * @param toNanos not after
   * @param turns how many
   */
  record Lost(long fromNanos, long toNanos, long turns) implements Fact {}

  /**
   * A source that this JVM, kernel or machine does not have.
   *
   * @param what the source
   * @param why it is missing
   * @param costs what can therefore not be told
   */
  record Missing(String what, String why, String costs) implements Fact {}

  /**
   * How well the flight recorder's clock is known.
   *
   * @param residualP99Nanos of 100 of its time stamps 99 are off by at most so much
   */
  record ClockFitted(long residualP99Nanos) implements Fact {}
}
