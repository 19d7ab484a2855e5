package dev.keelson.latency;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.ProgramLoader;
import dev.keelson.bpf.GlobalVariable;
import dev.keelson.bpf.RunStatistics;
import dev.keelson.bpf.TypedMap;
import dev.keelson.bpf.ring.RingReader;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.program.ThreadTurns;
import dev.keelson.latency.program.ThreadTurns.JavaThread;
import dev.keelson.linux.Errno;
import dev.keelson.linux.SyscallException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The kernel-side programs at work: compiled for this kernel, loaded, attached, their ring open.
 * Draining is confined to one thread at a time; detaching and closing are safe beside it.
 */
final class Probe implements AutoCloseable {
  /** What costs much where interrupts are many, and can be gone without. */
  private static final Set<String> DETAIL =
      Set.of(
          "interruptEntered",
          "interruptLeft",
          "localTimerEntered",
          "localTimerLeft",
          "timerLeft",
          "softInterruptEntered",
          "softInterruptLeft");

  private long lostBefore;
  private long drainedNanos = System.nanoTime();
  private final ThreadNames names = new ThreadNames(ProcessFiles::threadName);
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final boolean counting;
  private final LoadedProgram loaded;
  private final RingReader ring;
  private final AttachedPrograms attached;
  private final AttachedPrograms detail;
  private final GlobalVariable<Boolean> interruptsSeen;

  /**
   * Compiles, loads and attaches: from its return on, every event is seen.
   *
   * @param process whose threads; 0 for all
   * @param images where compiled programs are kept, if anywhere
   */
  Probe(int process, Optional<Path> images) {
    try {
      Optional<RunStatistics.Counting> runCounters = runCounters();
      counting = runCounters.isPresent();
      runCounters.ifPresent(opened::push);
      ProgramLoader loader =
          Keelson.program(ThreadTurns.class, MethodHandles.lookup())
              .setting(ThreadTurns.PROCESS, process);
      images.ifPresent(loader::cache);
      loaded = loader.load();
      opened.push(loaded);
      // The bytes themselves: a Turn is made of them, and a record by reflection before it would
      // be one object too many for each switch.
      ring = RingReader.open(loaded.object().map("TURNS"));
      opened.push(ring);
      attached = loaded.attachAll(method -> !DETAIL.contains(method));
      opened.push(attached);
      detail = loaded.attachAll(DETAIL::contains);
      opened.push(detail);
      interruptsSeen = loaded.global("interruptsSeen", Boolean.class);
      interruptsSeen.set(true);
    } catch (Throwable e) {
      closeAll(opened, e);
      throw e;
    }
  }

  /** Ends the measuring; what is in the ring and the maps stays readable. */
  synchronized void detach() {
    dropDetail();
    attached.close();
  }

  /** Goes on without the time in interrupts, and without who woke whom. */
  synchronized void dropDetail() {
    interruptsSeen.set(false);
    detail.close();
  }

  /**
   * Hands on the turns that wait in the ring; before a thread's last one, its name, and at the end
   * how many have found the ring full since the last time.
   */
  int drain(Consumer<Fact> facts) {
    int drained =
        ring.drain((data, offset, sizeBytes) -> {
          Turn turn = TurnRecord.turn(data, offset, names);
          if (turn.kind() == Turn.Kind.EXITED) {
            String name = names.of(turn.tid());
            facts.accept(new Fact.Named(turn.tid(), turn.pid(), name, ThreadRole.of(name)));
          }
          facts.accept(turn);
        });
    long now = System.nanoTime();
    long lost = loaded.lost();
    if (lost > lostBefore) {
      facts.accept(new Fact.Lost(drainedNanos, now, lost - lostBefore));
    }
    lostBefore = lost;
    drainedNanos = now;
    return drained;
  }

  /**
   * Hands on what the threads have done since their last turns.
   *
   * @param endNanos when the measurement ended, CLOCK_MONOTONIC
   */
  void cut(Consumer<Fact> facts, long endNanos) {
    loaded
        .map(ThreadTurns.THREADS)
        .forEach((tid, thread) -> CutTurn.of(tid, thread, endNanos).ifPresent(facts));
  }

  /**
   * The threads of which turns are to say which virtual thread they carry; live, by tid. From the
   * first call on they are looked up at each switch.
   */
  TypedMap<Integer, JavaThread> carriers() {
    loaded.global("virtualThreadsSeen", Boolean.class).set(true);
    return loaded.map(ThreadTurns.JAVA_THREADS);
  }

  /** Turns that found the ring full, and events of threads for which there was no room. */
  long lost() {
    long unfollowed =
        loaded.perCpu(ThreadTurns.CPUS).get(0).stream().mapToLong(cpu -> cpu.unfollowed).sum();
    return loaded.lost() + unfollowed;
  }

  /** Events whose counterpart was not seen. */
  long unmatched() {
    return loaded.perCpu(ThreadTurns.CPUS).get(0).stream().mapToLong(cpu -> cpu.unmatched).sum();
  }

  /** Whether the kernel counts the runs: for us, or for all (kernel.bpf_stats_enabled). */
  boolean counted() {
    return counting || statistics().runs() > 0;
  }

  /** Whether the programs were compiled or kept. */
  String imageOrigin() {
    return loaded.imageOrigin();
  }

  /** How often and how long the program made of one method ran so far. */
  RunStatistics statistics(String method) {
    return loaded.object().program(method).statistics();
  }

  /** How often and how long the programs ran so far. */
  RunStatistics statistics() {
    return loaded.statistics();
  }

  /** Detaches and frees; idempotent. */
  @Override
  public synchronized void close() {
    RuntimeException failure = new IllegalStateException("closing the probe failed");
    closeAll(opened, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  // They want CAP_SYS_ADMIN (bpf_enable_stats, kernel/bpf/syscall.c); to measure, CAP_BPF and
  // CAP_PERFMON are enough.
  private static Optional<RunStatistics.Counting> runCounters() {
    try {
      return Optional.of(RunStatistics.enable());
    } catch (SyscallException e) {
      if (e.errno() != Errno.EPERM) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static void closeAll(Deque<AutoCloseable> opened, Throwable first) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        first.addSuppressed(e);
      }
    }
  }
}
