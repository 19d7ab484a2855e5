package dev.keelson.latency;

import java.util.ArrayList;
import java.util.List;

/**
 * The threads seen, by tid. Mutable, confined to one thread; a look-up makes no garbage (open
 * addressing over {@code int} keys, at most half full). A tid whose thread has ended is free for
 * the next thread that the kernel gives it to.
 */
final class ThreadTable {
  private ThreadMeasurement[] slots = new ThreadMeasurement[64];
  private int used;
  private final List<ThreadMeasurement> all = new ArrayList<>();

  /** The living thread of that tid, new if there is none. */
  ThreadMeasurement living(int tid, int pid) {
    int slot = slotOf(slots, tid);
    ThreadMeasurement thread = slots[slot];
    if (thread != null && !thread.ended) {
      return thread;
    }
    ThreadMeasurement created = new ThreadMeasurement(tid, pid);
    all.add(created);
    slots[slot] = created;
    if (thread == null && ++used * 2 > slots.length) {
      grow();
    }
    return created;
  }

  /** The latest thread of that tid, or null. */
  ThreadMeasurement find(int tid) {
    return slots[slotOf(slots, tid)];
  }

  /** Every thread seen, in order of appearance. */
  List<ThreadMeasurement> all() {
    return all;
  }

  private void grow() {
    ThreadMeasurement[] larger = new ThreadMeasurement[slots.length * 2];
    for (ThreadMeasurement thread : slots) {
      if (thread != null) {
        larger[slotOf(larger, thread.tid)] = thread;
      }
    }
    slots = larger;
  }

  private static int slotOf(ThreadMeasurement[] slots, int tid) {
    int mask = slots.length - 1;
    int slot = (tid * 0x9E3779B9) >>> 16 & mask; // Fibonacci hashing spreads consecutive tids
    while (slots[slot] != null && slots[slot].tid != tid) {
      slot = slot + 1 & mask;
    }
    return slot;
  }
}
