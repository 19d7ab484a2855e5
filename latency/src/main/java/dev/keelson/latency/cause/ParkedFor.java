package dev.keelson.latency.cause;

import java.util.List;

/**
 * What a thread that parked waits for, by the class of its blocker ({@code LockSupport.park(Object
 * blocker)}): a lock that another thread holds, work that is yet to come, or the end of something
 * that another thread does.
 */
enum ParkedFor {
  /** A lock. */
  LOCK,
  /** An item, a task, a signal: there is nothing to do until it comes. */
  WORK,
  /** The result or the end of something. */
  RESULT;

  // Classes of java.util.concurrent, JDK 17 to 25. A lock of somebody else's making that extends
  // AbstractQueuedSynchronizer is mostly called a lock, too.
  private static final List<String> LOCKS =
      List.of(
          "ReentrantLock$",
          "ReentrantReadWriteLock$",
          "StampedLock",
          "Semaphore$",
          "Lock$",
          "Mutex");
  private static final List<String> WORK_SOURCES =
      List.of(
          "ConditionObject",
          "ConditionNode",
          "SynchronousQueue",
          "TransferQueue",
          "TransferStack",
          "LinkedTransferQueue",
          "Exchanger",
          "ForkJoinPool",
          "BlockingQueue",
          "DelayedWorkQueue",
          "SubmissionPublisher",
          "VirtualThread");

  static ParkedFor of(String blocker) {
    if (WORK_SOURCES.stream().anyMatch(blocker::contains)) {
      return WORK;
    }
    return LOCKS.stream().anyMatch(blocker::contains) ? LOCK : RESULT;
  }
}
