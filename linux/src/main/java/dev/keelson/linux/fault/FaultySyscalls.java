package dev.keelson.linux.fault;

/**
 * Makes the n-th system call of the current thread fail, for tests that count what leaks.
 *
 * <p>Installed for the whole JVM, but only calls of the installing thread are counted and struck.
 * The struck call is not made at all. Calls that release something (close, munmap) are neither
 * counted nor struck, so that a fault never becomes the leak it looks for.
 */
public final class FaultySyscalls implements AutoCloseable {
  private static volatile FaultySyscalls installed;

  private final Thread victim = Thread.currentThread();
  private final int failingCall;
  private final int errno;
  private int calls;

  private FaultySyscalls(int failingCall, int errno) {
    this.failingCall = failingCall;
    this.errno = errno;
  }

  /**
   * Installs a fault.
   *
   * @param failingCall which call of this thread fails, counted from 1
   * @param errno the kernel error number it fails with, 1 to 4095
   * @throws IllegalStateException when a fault is installed already
   */
  public static synchronized FaultySyscalls failing(int failingCall, int errno) {
    if (failingCall < 1 || errno < 1 || errno > 4095) {
      throw new IllegalArgumentException(
          "call " + failingCall + ", errno " + errno + ": calls count from 1, errno is 1 to 4095");
    }
    if (installed != null) {
      throw new IllegalStateException("a fault is installed already; close it first");
    }
    installed = new FaultySyscalls(failingCall, errno);
    return installed;
  }

  /** The error number to pretend for the call about to be made, or 0 to make it. */
  public static int strike() {
    FaultySyscalls faults = installed;
    return faults == null || faults.victim != Thread.currentThread() ? 0 : faults.next();
  }

  private int next() {
    calls++;
    return calls == failingCall ? errno : 0;
  }

  /** Calls this thread has made since; confined to the installing thread. */
  public int calls() {
    return calls;
  }

  /** Whether the chosen call was reached: a test is through when it no longer is. */
  public boolean struck() {
    return calls >= failingCall;
  }

  /** Makes system calls work again; idempotent. */
  @Override
  public void close() {
    synchronized (FaultySyscalls.class) {
      if (installed == this) {
        installed = null;
      }
    }
  }
}
