package dev.keelson.latency.program;

import dev.keelson.program.Array;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Follows every thread of a process through the scheduler and reports each turn: what it did from
 * the moment it last got a CPU until it gets one again. The parts of a turn add up to its length.
 *
 * <pre>
 *   RUNNING --switched out, blocked--> BLOCKED --woken--> WOKEN --switched in--> RUNNING
 *      |                                                                            ^
 *      +-----switched out, runnable--> PREEMPTED -----------switched in-------------+
 *
 *   |<- onCpu ->|<- offCpu ->|<- wait ->|      one TurnEvent, written when the wait ends
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

  /** Of a {@link ThreadState}: seen for the first time. */
  private static final int UNKNOWN = 0;

  // TASK_DEAD of include/linux/sched.h (Linux 4.14 to 6.18): the state in which a task is switched
  // out for the last time.
  private static final int TASK_DEAD = 0x80;

  // How long the longest stay on a CPU is remembered: some ten time slices. Of a longer wait the
  // occupant is the one of its last part.
  private static final long RECENT_NANOS = 50_000_000;

  /** Events of threads for which {@link #THREADS} had no room. */
  static final AtomicLong UNFOLLOWED = new AtomicLong();

  /** Switches of threads whose switch or wake-up before did not come to be seen. */
  static final AtomicLong UNMATCHED = new AtomicLong();

  /** Turns with less time off the CPU, blocked and waiting together, are not told of. */
  static long shortestNanos;

  private ThreadTurns() {}

  /** The process whose threads are followed (its tgid); 0 for all. */
  public static final Setting<Integer> PROCESS = Setting.of(0);

  /** Whether {@link #JAVA_THREADS} has entries worth a look. */
  static boolean virtualThreadsSeen;

  /** tid -> what is known of it. */
  public static final HashMap<Integer, ThreadState> THREADS = Maps.hash(65_536);

  /** One entry on every CPU. */
  public static final Array<CpuState> CPUS = Maps.perCpuArray(1);

  /** Address of a timer that ends throttling -> when it did; of groups that were throttled once. */
  public static final HashMap<Long, Expiries> TIMERS = Maps.lruHash(256);

  /** tid of a carrier -> where to read which virtual thread it carries. */
  public static final HashMap<Integer, JavaThread> JAVA_THREADS = Maps.hash(65_536);

  /** The turns; at 176 bytes each, room for some 47,000. */
  public static final RingBuffer<TurnEvent> TURNS = Maps.ringBuffer(1 << 23);

  /** A thread that HotSpot knows. */
  public static final class JavaThread {
    /**
     * The address, in the process, of {@code JavaThread._cont_entry}: 0 while it carries nothing.
     */
    public long continuationAddress;

    /** The address of {@code JavaThread._monitor_owner_id}: the number of what it carries. */
    public long ownerAddress;
  }

  // The next two have no state of their own: the kernel tells of waking in the thread that wakes,
  // and of the wake-up where the woken thread gets into a queue, which may be another CPU.

  @BtfTracepoint("sched_waking")
  static void waking(Task task) {
    if (!followed(task)) {
      return;
    }
    ThreadState thread = THREADS.get(task.pid());
    CpuState cpu = CPUS.get(0);
    // One that is RUNNING may be on its way off the CPU: it is told of before its switch then.
    if (thread != null && cpu != null && (thread.phase == BLOCKED || thread.phase == RUNNING)) {
      boolean byThread = Interrupts.seen && !Interrupts.isInside(cpu);
      thread.wakerTid = byThread ? Kernel.threadId() : 0;
      thread.wakerPid = byThread ? Kernel.processId() : 0;
    }
  }

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
    Interrupts.none(cpu);
    if (followed(previous)) {
      left(cpu, preempted, previous, now);
    }
    if (followed(next)) {
      entered(cpu, previous, next, now);
    }
    long stay = now - cpu.since;
    if (isStranger(previous)
        && (stay >= cpu.strangerNanos / 2 || now - cpu.strangerSince > RECENT_NANOS)) {
      cpu.strangerSince = cpu.since;
      cpu.strangerNanos = stay;
      cpu.strangerTid = previous.pid();
    }
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
      thread = state == TASK_DEAD ? null : follow(task, UNKNOWN, now);
      if (thread == null) {
        return;
      }
    }
    if (thread.phase == RUNNING) {
      thread.onCpuNanos += now - thread.since;
      thread.interruptNanos += Interrupts.nanos(cpu) - thread.interruptsBefore;
    } else if (thread.phase == PREEMPTED || thread.offCpuNanos >= 0) {
      // It got its CPU unseen. Only of a first wake-up that is no news: we are attached there
      // before we are attached to the switches.
      UNMATCHED.getAndIncrement();
    }
    if (state == TASK_DEAD) {
      boolean _ = TURNS.emit(turn(thread, task, EXITED, now, 0, 0, 0, 0, 0, 0, task.comm()));
      THREADS.delete(task.pid());
      return;
    }
    thread.since = now;
    thread.throttledSince = 0;
    if (preempted || state == 0) {
      thread.phase = PREEMPTED;
      Throttling.left(cpu, thread, task, now);
    } else {
      thread.phase = BLOCKED;
      thread.state = state;
      thread.io = task.inIowait();
      thread.reclaim = thread.reclaiming > 0;
      SystemCalls.note(thread, task);
    }
    if (virtualThreadsSeen) {
      thread.virtualThread = virtualThread(task.pid());
    }
  }

  private static void entered(CpuState cpu, Task previous, Task next, long now) {
    ThreadState thread = THREADS.get(next.pid());
    if (thread == null) {
      thread = follow(next, UNKNOWN, now);
      if (thread == null) {
        return;
      }
    } else if (thread.phase == WOKEN || thread.phase == PREEMPTED) {
      endWait(cpu, thread, previous, next, now);
    } else {
      UNMATCHED.getAndIncrement(); // it was woken, or left its CPU, unseen
    }
    thread.offCpuNanos = -1;
    thread.interruptsBefore = Interrupts.nanos(cpu);
    thread.since = now;
    thread.phase = RUNNING;
  }

  private static void endWait(
      CpuState cpu, ThreadState thread, Task previous, Task next, long now) {
    if (now - thread.since + Math.max(0, thread.offCpuNanos) < shortestNanos) {
      return;
    }
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
    int strangerTid = isStranger(previous) ? previous.pid() : 0;
    long strangerEnd = cpu.strangerSince + cpu.strangerNanos;
    if (strangerEnd > thread.since
        && (strangerTid == 0 || cpu.strangerNanos > now - Math.max(cpu.since, thread.since))) {
      strangerTid = cpu.strangerTid;
    }
    thread.throttledNanos = 0;
    thread.throttleBoundNanos = 0;
    Throttling.entered(cpu, thread, next);
    if (thread.throttledSince != 0) {
      Throttling.ended(thread, now);
    }
    boolean arrived =
        TURNS.emit(
            turn(
                thread,
                next,
                thread.phase,
                now,
                now - thread.since,
                occupantTid,
                occupantPid,
                occupantNanos,
                previous.pid(),
                strangerTid,
                previous.comm()));
    if (arrived) {
      thread.onCpuNanos = 0;
      thread.interruptNanos = 0;
    }
  }

  private static TurnEvent turn(
      ThreadState thread,
      Task task,
      int kind,
      long now,
      long waitNanos,
      int occupantTid,
      int occupantPid,
      long occupantNanos,
      int previousTid,
      int strangerTid,
      byte[] name) {
    return new TurnEvent(
        now,
        waitNanos,
        kind == EXITED ? -1 : thread.offCpuNanos,
        thread.onCpuNanos,
        thread.interruptNanos,
        kind == EXITED ? 0 : thread.throttledNanos,
        kind == EXITED ? 0 : thread.throttleBoundNanos,
        thread.virtualThread,
        thread.argument0,
        thread.argument1,
        thread.argument2,
        occupantNanos,
        task.pid(),
        task.tgid(),
        Kernel.cpu(),
        kind,
        thread.state,
        thread.systemCall,
        thread.wakerTid,
        thread.wakerPid,
        occupantTid,
        occupantPid,
        previousTid,
        strangerTid,
        name,
        thread.io,
        thread.reclaim);
  }

  private static long virtualThread(int tid) {
    JavaThread java = JAVA_THREADS.get(tid);
    if (java == null || Kernel.userLong(java.continuationAddress) == 0) {
      return 0;
    }
    return Kernel.userLong(java.ownerAddress);
  }

  private static ThreadState follow(Task task, int phase, long now) {
    ThreadState thread = new ThreadState();
    thread.since = now;
    thread.offCpuNanos = -1;
    thread.systemCall = -1;
    thread.phase = phase;
    thread.pid = task.tgid();
    if (!THREADS.put(task.pid(), thread)) {
      UNFOLLOWED.getAndIncrement();
    }
    return THREADS.get(task.pid());
  }

  /** One of which no turns are told; the idle task is nobody. */
  private static boolean isStranger(Task task) {
    return task.pid() != 0 && !followed(task);
  }

  private static boolean followed(Task task) {
    int process = PROCESS.get();
    return process == 0 ? task.pid() != 0 : task.tgid() == process;
  }
}
