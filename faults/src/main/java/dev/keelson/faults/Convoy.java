package dev.keelson.faults;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Threads that want one lock, each for long. */
final class Convoy {
  private static final long LONG_ENOUGH = 5_000_000;
  private static final long WORK = 12_000_000;

  /** A lock of one kind or another. */
  interface Locking {
    void under(Runnable work);
  }

  record OfMonitor() implements Locking {
    @Override
    public void under(Runnable work) {
      synchronized (this) {
        work.run();
      }
    }
  }

  record OfLock(Lock lock) implements Locking {
    OfLock() {
      this(new ReentrantLock());
    }

    @Override
    public void under(Runnable work) {
      lock.lock();
      try {
        work.run();
      } finally {
        lock.unlock();
      }
    }
  }

  private final Locking locking;

  // When its holder was about to let it go. What comes after is no wait for the lock.
  private long letGo;

  Convoy(Locking locking) {
    this.locking = locking;
  }

  void locks() {
    while (Telling.goesOn()) {
      long from = System.nanoTime();
      locking.under(() -> {
        Telling.held(from, letGo, LONG_ENOUGH);
        Telling.busy(WORK);
        letGo = System.nanoTime();
      });
      Telling.pause(5);
    }
  }
}
