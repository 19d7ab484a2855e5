package dev.keelson.latency;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Names of threads, the latest that passed by; who never did is asked for once. Mutable, confined
 * to one thread.
 */
final class ThreadNames {
  // A machine that starts threads all the time must not fill our memory with their names.
  private static final int REMEMBERED = 10_000;

  private final Map<Integer, String> names = new HashMap<>();
  private final IntFunction<String> ask;

  /**
   * Without any.
   *
   * @param ask the name of a thread that did not pass by; empty if unknown
   */
  ThreadNames(IntFunction<String> ask) {
    this.ask = ask;
  }

  /** A thread has just been seen under that name. */
  void seen(int tid, String name) {
    if (names.size() >= REMEMBERED) {
      names.clear();
    }
    names.put(tid, name);
  }

  /** Its name; empty if unknown. */
  String of(int tid) {
    String known = names.get(tid);
    if (known == null) {
      known = ask.apply(tid);
      seen(tid, known);
    }
    return known;
  }
}
