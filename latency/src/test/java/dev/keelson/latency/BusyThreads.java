package dev.keelson.latency;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The program that trust tests measure: {@code BusyThreads BUSY SLEEPING MILLIS}. Busy threads use
 * all the CPU they get, sleeping ones use a little a thousand times a second.
 */
final class BusyThreads {
  private static volatile long kept;

  private BusyThreads() {}

  public static void main(String[] arguments) throws InterruptedException {
    int busy = Integer.parseInt(arguments[0]);
    int sleeping = Integer.parseInt(arguments[1]);
    long end = System.nanoTime() + Duration.ofMillis(Long.parseLong(arguments[2])).toNanos();
    Thread[] threads = new Thread[busy + sleeping];
    for (int i = 0; i < threads.length; i++) {
      boolean sleeps = i >= busy;
      threads[i] =
          Thread.ofPlatform()
              .name((sleeps ? "sleeps-" : "busy-") + i)
              .start(() -> run(sleeps, end));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void run(boolean sleeps, long end) {
    while (System.nanoTime() - end < 0) {
      compute();
      if (sleeps) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static void compute() {
    long state = kept;
    for (int i = 0; i < 20_000; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
    }
    kept = state;
  }
}
