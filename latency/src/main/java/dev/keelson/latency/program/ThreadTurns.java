package dev.keelson.latency.program;

import dev.keelson.program.Array;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;

/**
 * Follows every thread of a process through the scheduler and reports each turn: what it did from
 * the moment it last got a CPU until it gets one again. The parts of a turn add up to its length.
 *
 * <pre>
 *   RUNNING --switched out, blocked--> BLOCKED --woken--> WOKEN --switched in--> RUNNING
 *      |                                                                            ^
 *      +-----switched out, runnable--> PREEMPTED -----------switched in-------------+
 *
 *   |<- onCpu ->|<- offCpu ->|<- wait ->|      one Turn, written when the wait ends
 * </pre>
 *
 * <p>A wake-up counts only for a thread that is BLOCKED: one that is on a CPU needs none, and one
 * that waits already (delayed dequeue wakes those too, Linux 6.12) keeps its earlier start. A
 * thread is followed from its first event on; the interval that was open then is unknown and not
 * counted. The kernel's own account of the same waits ({@code sched_info}) is not read: it is the
 * witness of the tests.
 */
public final class ThreadTurns {
  /** The wait that ends this turn began with a wake-up, or with the thread's birth. */
  public static final int WOKEN = 1;

  /** The wait that ends this turn began when the thread was switched out while runnable. */
  public static final int PREEMPTED = 2;

  /** The thread has ended: no wait, and the name is its own. */
  public static final int EXITED = 3;

  /** Of a {@link ThreadState}: on a CPU. */
  public static final int RUNNING = 4;

  /** Of a {@link ThreadState}: off the CPU and not runnable. */
  public static final int BLOCKED = 5;

  // TASK_DEAD of include/linux/sched.h (Linux 4.14 to 6.18): the state in which a task is switched
  // out for the last time.
  private static final int TASK_DEAD = 0x80;

  // How long the longest stay on a CPU is remembered: some ten time slices. Of a longer wait the
  // occupant is the one of its last part.
  private static final long RECENT_NANOS = 50_000_000;

  private ThreadTurns() {}

  /**
   * One turn of a thread.
   *
   * @param endNanos when it ends, CLOCK_MONOTONIC
   * @param waitNanos its run-queue wait, throttled time included
   * @param offCpuNanos blocked until woken; -1 when it was not blocked, or since when is unknown
   * @param onCpuNanos time on a CPU since the last turn that arrived
   * @param occupantNanos how much of the wait the occupant's stay on that CPU covers
   * @param tid the thread
   * @param pid its process
   * @param cpu the CPU it got
   * @param kind {@link #WOKEN}, {@link #PREEMPTED} or {@link #EXITED}
   * @param occupantTid the thread that had that CPU longest without a break, of those in the last
   *     50 ms of the wait; 0 is the idle task
   * @param occupantPid the process of that thread
   * @param previousTid the thread that had that CPU just before
   * @param name of that thread, or of the thread itself when it has ended; ends at the first 0
   */
  public record Turn(
      long endNanos,
      long waitNanos,
      long offCpuNanos,
      long onCpuNanos,
      long occupantNanos,
      int tid,
      int pid,
      int cpu,
      int kind,
      int occupantTid,
      int occupantPid,
      int previousTid,
      @Length(16) byte[] name) {}

  /** What is known of a thread; lives in the map. */
  public static final class ThreadState {
    /** Since when it is in {@link #phase}. */
    public long since;

    /** Time on a CPU that no turn has reported yet. */
    public long onCpuNanos;

    /** The blocked time that ended with the wake-up; -1 without one. */
    public long offCpuNanos;

    /** {@link #WOKEN}, {@link #PREEMPTED}, {@link #RUNNING} or {@link #BLOCKED}. */
    public int phase;

    /** Its process. */
    public int pid;
  }

  /** What is known of a CPU. */
  public static final class CpuState {
    /** Since when its current task has it. */
    public long since;

    /** When the longest recent stay of a task began. */
    public long longestSince;

    /** How long that stay was. */
    public long longestNanos;

    /** Whose it was: the thread. */
    public int longestTid;

    /** Whose it was: the process. */
    public int longestPid;

    /** Events of threads for which {@link #THREADS} had no room. */
    public long unfollowed;

    /** Switches of threads whose switch or wake-up before did not come to be seen. */
    public long unmatched;
  }

  /** {@code struct task_struct}, include/linux/sched.h. */
  @KernelStruct("task_struct")
  interface Task {
    int pid();

    int tgid();

    int onCpu();

    @Field("__state")
    int state();

    byte[] comm();
  }

  /** The process whose threads are followed (its tgid); 0 for all. */
  public static final Setting<Integer> PROCESS = Setting.of(0);

  /** tid -> what is known of it. */
  public static final HashMap<Integer, ThreadState> THREADS = Maps.hash(65_536);

  /** One entry on every CPU. */
  public static final Array<CpuState> CPUS = Maps.perCpuArray(1);

  /** The turns; at 96 bytes each, room for some 87,000. */
  public static final RingBuffer<Turn> TURNS = Maps.ringBuffer(1 << 23);

  @BtfTracepoint("sched_wakeup")
  static void woken(Task task) {
    if (!followed(task)) {
      return;
    }
    ThreadState thread = THREADS.get(task.pid());
    if (thread == null) {
      if (task.onCpu() == 0) {
        follow(task, WOKEN, Kernel.nanoTime());
      }
    } else if (thread.phase == BLOCKED) {
      long now = Kernel.nanoTime();
      thread.offCpuNanos = now - thread.since;
      thread.since = now;
      thread.phase = WOKEN;
    }
  }

  @BtfTracepoint("sched_wakeup_new")
  static void born(Task task) {
    if (followed(task)) {
      follow(task, WOKEN, Kernel.nanoTime());
    }
  }

  @BtfTracepoint("sched_switch")
  static void switched(boolean preempted, Task previous, Task next) {
    CpuState cpu = CPUS.get(0);
    if (cpu == null) {
      return; // cannot be: the array has an entry 0
    }
    long now = Kernel.nanoTime();
    if (followed(previous)) {
      left(cpu, preempted, previous, now);
    }
    if (followed(next)) {
      entered(cpu, previous, next, now);
    }
    long stay = now - cpu.since;
    if (stay >= cpu.longestNanos || now - cpu.longestSince > RECENT_NANOS) {
      cpu.longestSince = cpu.since;
      cpu.longestNanos = stay;
      cpu.longestTid = previous.pid();
      cpu.longestPid = previous.tgid();
    }
    cpu.since = now;
  }

  private static void left(CpuState cpu, boolean preempted, Task task, long now) {
    ThreadState thread = THREADS.get(task.pid());
    int state = task.state();
    if (thread == null) {
      if (state != TASK_DEAD) {
        follow(task, preempted || state == 0 ? PREEMPTED : BLOCKED, now);
      }
      return;
    }
    if (thread.phase == RUNNING) {
      thread.onCpuNanos += now - thread.since;
    } else if (thread.phase == PREEMPTED || thread.offCpuNanos >= 0) {
      // It got its CPU unseen. Only of a first wake-up that is no news: we are attached there
      // before
      // we are attached to the switches.
      cpu.unmatched++;
    }
    if (state == TASK_DEAD) {
      TURNS.emit(
          new Turn(
              now,
              0,
              -1,
              thread.onCpuNanos,
              0,
              task.pid(),
              task.tgid(),
              Kernel.cpu(),
              EXITED,
              0,
              0,
              0,
              task.comm()));
      THREADS.delete(task.pid());
      return;
    }
    thread.since = now;
    thread.phase = preempted || state == 0 ? PREEMPTED : BLOCKED;
  }

  private static void entered(CpuState cpu, Task previous, Task next, long now) {
    ThreadState thread = THREADS.get(next.pid());
    if (thread == null) {
      follow(next, RUNNING, now);
      return;
    }
    if (thread.phase == WOKEN || thread.phase == PREEMPTED) {
      int occupantTid = previous.pid();
      int occupantPid = previous.tgid();
      long occupantNanos = now - Math.max(cpu.since, thread.since);
      // The part of the longest recent stay that lies in this wait; negative if it ended before.
      long longest = cpu.longestSince + cpu.longestNanos - Math.max(cpu.longestSince, thread.since);
      if (longest > occupantNanos) {
        occupantTid = cpu.longestTid;
        occupantPid = cpu.longestPid;
        occupantNanos = longest;
      }
      boolean arrived =
          TURNS.emit(
              new Turn(
                  now,
                  now - thread.since,
                  thread.offCpuNanos,
                  thread.onCpuNanos,
                  occupantNanos,
                  next.pid(),
                  next.tgid(),
                  Kernel.cpu(),
                  thread.phase,
                  occupantTid,
                  occupantPid,
                  previous.pid(),
                  previous.comm()));
      if (arrived) {
        thread.onCpuNanos = 0;
      }
    } else {
      cpu.unmatched++; // it was woken, or left its CPU, unseen
    }
    thread.offCpuNanos = -1;
    thread.since = now;
    thread.phase = RUNNING;
  }

  private static void follow(Task task, int phase, long now) {
    ThreadState thread = new ThreadState();
    thread.since = now;
    thread.offCpuNanos = -1;
    thread.phase = phase;
    thread.pid = task.tgid();
    if (!THREADS.put(task.pid(), thread)) {
      CpuState cpu = CPUS.get(0);
      if (cpu != null) {
        cpu.unfollowed++;
      }
    }
  }

  private static boolean followed(Task task) {
    int process = PROCESS.get();
    return process == 0 ? task.pid() != 0 : task.tgid() == process;
  }
}
