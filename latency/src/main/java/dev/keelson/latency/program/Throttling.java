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
  // A limit may be set at any level of the tree. Deep trees exist; limits far above the leaf are
  // rare.
  private static final int LEVELS = 4;

  private Throttling() {}

  /** A runnable thread leaves its CPU: if it may not run, remembers since when and until what. */
  static void left(CpuState cpu, ThreadState thread, Task task, long now) {
    int throttled = task.throttled();
    if (throttled > 0 || (throttled < 0 && isQueueThrottled(task))) {
      Task.Queue queue = outOfBandwidth(task);
      Task.Group group = queue == null ? null : queue.tg();
      if (group != null) {
        thread.throttledSince = now;
        thread.periodTimer = group.periodTimer();
        thread.slackTimer = group.slackTimer();
        thread.dueExpiry =
            expiriesUntil(thread.periodTimer, now)
                + periodsDue(queue.runtimeRemaining(), group.quota());
        int _ = expiriesUntil(thread.slackTimer, now);
        if (throttled < 0) {
          cpu.throttledQueue = task.se().queueAddress();
          cpu.throttledSince = now;
          cpu.periodTimer = thread.periodTimer;
          cpu.slackTimer = thread.slackTimer;
          cpu.dueExpiry = thread.dueExpiry;
        }
      }
    }
  }

  /**
   * A thread gets a CPU. Before Linux 6.18 a thread that waited in a queue was throttled with the
   * one that ran, and so was one that was woken into it.
   */
  static void entered(CpuState cpu, ThreadState thread, Task task) {
    if (task.throttled() < 0
        && cpu.throttledSince != 0
        && thread.throttledSince == 0
        && cpu.throttledQueue == task.se().queueAddress()) {
      thread.throttledSince = Math.max(thread.since, cpu.throttledSince);
      thread.periodTimer = cpu.periodTimer;
      thread.slackTimer = cpu.slackTimer;
      thread.dueExpiry = cpu.dueExpiry;
    }
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

  /** The wait of a throttled thread is over: how much of it that was. */
  static void ended(ThreadState thread, long now) {
    long since = thread.throttledSince;
    thread.throttledSince = 0;
    Expiries timer = ThreadTurns.TIMERS.get(thread.periodTimer);
    Expiries slack = ThreadTurns.TIMERS.get(thread.slackTimer);
    long last = timer == null ? 0 : at(timer, timer.count);
    long due = 0;
    if (last > since && last <= now) {
      boolean remembered = timer.count - thread.dueExpiry < Expiries.REMEMBERED;
      due = remembered ? at(timer, Math.min(thread.dueExpiry, timer.count)) : since;
    } else if (slack != null) {
      last = at(slack, slack.count);
      due = last;
    }
    if (last > since && last <= now) {
      thread.throttledNanos = Math.max(0, due - since);
      thread.throttleBoundNanos = last - Math.max(due, since);
    } else {
      thread.throttleBoundNanos = now - Math.max(since, thread.since);
    }
  }

  static void expired(Expiries timer, long now) {
    timer.count++;
    timer.at[timer.count & Expiries.REMEMBERED - 1] = now;
  }

  /** When the n-th expiry was, counted from 1; one of the latest sixteen. */
  private static long at(Expiries timer, int number) {
    return timer.at[number & Expiries.REMEMBERED - 1];
  }

  /** How often a timer had expired at that time; from now on it is counted. */
  private static int expiriesUntil(long timer, long now) {
    Expiries expiries = ThreadTurns.TIMERS.get(timer);
    if (expiries == null) {
      ThreadTurns.TIMERS.put(timer, new Expiries());
      return 0;
    }
    int count = expiries.count;
    return at(expiries, count) > now ? count - 1 : count;
  }

  private static boolean isQueueThrottled(Task task) {
    Task.Queue queue = task.se().cfsRq();
    return queue != null && queue.throttleCount() > 0;
  }

  /** The lowest queue above the thread that has no bandwidth left; or null. */
  private static Task.Queue outOfBandwidth(Task task) {
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
}
