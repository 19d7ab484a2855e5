package dev.keelson.latency.workload;

import java.util.ArrayList;
import java.util.List;

/** The threads of a workload. Mutable, confined to one thread. */
final class Crew {
  private final List<Thread> threads = new ArrayList<>();

  void start(int count, Thread.Builder kind, Runnable task) {
    for (int i = 0; i < count; i++) {
      threads.add(kind.start(task));
    }
  }

  /** Waits until all have ended. */
  void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
