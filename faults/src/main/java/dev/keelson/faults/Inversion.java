package dev.keelson.faults;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A thread that holds a lock while it works on its CPU, and one that wants the lock all the time
 * and is held up by whatever keeps the holder from its work.
 */
final class Inversion {
  private static final long LONG_ENOUGH = 5_000_000;
  private static final long ON_CPU = 3_000_000;
  private static final int TURNS = 3_000_000;

  private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
  private final Lock lock = new ReentrantLock(true);

  // Of the last hold: when it began and was about to end, and how long its work takes undisturbed.
  private long taken;
  private long letGo;
  private long own = Long.MAX_VALUE;

  /** Holds it until so much CPU time has passed: what the kernel counts as its own. */
  void holdsForCpuTime() {
    own = ON_CPU;
    while (Telling.goesOn()) {
      lock.lock();
      try {
        taken = System.nanoTime();
        long end = clock.getCurrentThreadCpuTime() + ON_CPU;
        while (clock.getCurrentThreadCpuTime() < end) {
          Thread.onSpinWait();
        }
        letGo = System.nanoTime();
      } finally {
        lock.unlock();
      }
      Telling.pause(2);
    }
  }

  /** Holds it until something is computed: what interrupts take comes on top, unseen. */
  void holdsForWork() {
    int sum = 0;
    while (Telling.goesOn() && sum != Integer.MIN_VALUE) {
      lock.lock();
      try {
        taken = System.nanoTime();
        for (int i = 0; i < TURNS; i++) {
          sum += (sum ^ i) % 7;
        }
        letGo = System.nanoTime();
        own = Math.min(own, letGo - taken);
      } finally {
        lock.unlock();
      }
      Telling.pause(2);
    }
  }

  void wants() {
    while (Telling.goesOn()) {
      Telling.pause(1);
      long from = System.nanoTime();
      lock.lock();
      try {
        if (taken != 0 && letGo > from) {
          double share = (double) (letGo - Math.max(from, taken)) / (letGo - taken);
          Telling.held(from, letGo, Math.round((letGo - taken - own) * share), LONG_ENOUGH);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
