package dev.keelson.latency.program;

/**
 * Threads whose cgroup has no bandwidth left. That one is throttled can be read when it leaves its
 * CPU; when that ends cannot: the kernel puts the thread back into its queue and tells nobody. But
 * it does so in the group's period timer, or now and then in its slack timer, whose expiries can be
 * seen. So a thread was throttled at least until the first of them, or the n-th when its queue has
 * used the bandwidth of n periods.
 *
 * <pre>
 *   switched out, throttled        period timer        period timer       switched in
 *   |------- throttledNanos -------->|------ bound ------>|
 * </pre>
 */
final class Throttling {
  // A limit may be set at any level of the tree; deeper trees exist, limits deeper in are rare.
  private static final int LEVELS = 8;

  private Throttling() {}

  /** Whether a runnable thread that leaves its CPU, or has just been woken, may not run. */
  static boolean isThrottled(Task task) {
    int throttled = task.throttled();
    return throttled >= 0 ? throttled != 0 : isQueueThrottled(task);
  }

  /** Before Linux 6.18 a queue is throttled with all threads in it. */
  private static boolean isQueueThrottled(Task task) {
    Task.Queue queue = task.se().cfsRq();
    return queue != null && queue.throttleCount() > 0;
  }

  /** Remembers since when, and asks for the expiries of the timers that can end it. */
  static void began(CpuState cpu, ThreadState thread, Task task, long now) {
    Task.Queue queue = limited(task);
    if (queue == null) {
      return;
    }
    Task.Group group = queue.tg();
    if (group == null) {
      return;
    }
    thread.throttledSince = now;
    thread.periodTimer = group.periodTimer();
    thread.slackTimer = group.slackTimer();
    thread.periodsDue = periodsDue(queue.runtimeRemaining(), group.quota());
    remember(thread.periodTimer);
    remember(thread.slackTimer);
    cpu.throttledSince = now;
    cpu.periodTimer = thread.periodTimer;
    cpu.slackTimer = thread.slackTimer;
  }

  /**
   * How many periods it takes at least until the queue may run again. It is charged at ticks, and
   * with a small quota may have run ahead for several periods.
   */
  static int periodsDue(long remaining, long quota) {
    return remaining >= 0 || quota <= 0
        ? 1
        : (int) Math.min(-remaining / quota + 1, Expiries.REMEMBERED);
  }

  /**
   * Before Linux 6.18 a thread that waits in its queue is throttled with the one that ran: from
   * then on, if the queue ran out of bandwidth in this wait.
   */
  static void inherited(CpuState cpu, ThreadState thread, Task task) {
    if (cpu.throttledSince > thread.since
        && task.throttled() < 0
        && isBelow(task, cpu.periodTimer)) {
      thread.throttledSince = cpu.throttledSince;
      thread.periodTimer = cpu.periodTimer;
      thread.slackTimer = cpu.slackTimer;
      thread.periodsDue = 1;
    }
  }

  /** The wait of a throttled thread is over: how much of it that was. */
  static void ended(ThreadState thread, long now) {
    long since = thread.throttledSince;
    thread.throttledSince = 0;
    thread.throttledNanos = 0;
    thread.throttleBoundNanos = now - since;
    if (!endedBy(ThreadTurns.TIMERS.get(thread.periodTimer), thread, since, now)) {
      boolean _ = endedBy(ThreadTurns.TIMERS.get(thread.slackTimer), thread, since, now);
    }
  }

  private static boolean endedBy(Expiries timer, ThreadState thread, long since, long now) {
    if (timer == null) {
      return false;
    }
    long due = 0;
    long last = 0;
    int seen = 0;
    for (int i = 0; i < Expiries.REMEMBERED; i++) {
      long at = timer.at[timer.count + i & Expiries.REMEMBERED - 1]; // the oldest first
      if (at > since && at <= now) {
        seen++;
        last = at;
        if (seen <= thread.periodsDue) {
          due = at;
        }
      }
    }
    if (seen == 0) {
      return false;
    }
    thread.throttledNanos = due - since;
    thread.throttleBoundNanos = last - due;
    return true;
  }

  static void expired(Expiries timer, long now) {
    timer.at[timer.count & Expiries.REMEMBERED - 1] = now;
    timer.count++;
  }

  private static void remember(long timer) {
    if (ThreadTurns.TIMERS.get(timer) == null) {
      ThreadTurns.TIMERS.put(timer, new Expiries());
    }
  }

  /** The lowest queue above the thread that has no bandwidth left; or null. */
  private static Task.Queue limited(Task task) {
    Task.Entity entity = task.se();
    for (int level = 0; level < LEVELS; level++) {
      Task.Queue queue = entity.cfsRq();
      if (queue == null || queue.throttled() != 0) {
        return queue;
      }
      entity = entity.parent();
      if (entity == null) {
        return null;
      }
    }
    return null;
  }

  private static boolean isBelow(Task task, long periodTimer) {
    Task.Entity entity = task.se();
    for (int level = 0; level < LEVELS; level++) {
      Task.Queue queue = entity.cfsRq();
      if (queue == null) {
        return false;
      }
      Task.Group group = queue.tg();
      if (group != null && group.periodTimer() == periodTimer) {
        return true;
      }
      entity = entity.parent();
      if (entity == null) {
        return false;
      }
    }
    return false;
  }
}
