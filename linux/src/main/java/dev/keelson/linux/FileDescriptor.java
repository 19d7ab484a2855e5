package dev.keelson.linux;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open file descriptor, closed once.
 *
 * <p>Any thread may close it; a use after that is refused before it reaches the kernel, where the
 * number may mean another file by then. A call that another thread has already begun is not
 * protected: close when no call is under way, or wake it first.
 */
public final class FileDescriptor implements AutoCloseable {
  private final int number;
  private final String what;
  private final AtomicBoolean closed = new AtomicBoolean();

  private FileDescriptor(int number, String what) {
    this.number = number;
    this.what = what;
  }

  /** Takes over what a system call has opened; a negative result becomes the exception. */
  static FileDescriptor opened(long result, String call) {
    return new FileDescriptor(Math.toIntExact(Syscalls.check(result, call)), call);
  }

  /**
   * The kernel's number.
   *
   * @throws IllegalStateException after close
   */
  public int number() {
    if (closed.get()) {
      throw new IllegalStateException(
          "file descriptor " + number + " is closed; it came from " + what);
    }
    return number;
  }

  /** Whether it is still open. */
  public boolean isOpen() {
    return !closed.get();
  }

  /**
   * Gives the descriptor back; idempotent. Never retried: Linux has released the number even when
   * close(2) reports an error, and by now it may be somebody else's.
   *
   * @throws SyscallException when data written before could not be stored (EIO, ENOSPC, EDQUOT)
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    long result = Syscalls.release(SyscallNumber.CLOSE, number, 0);
    if (Syscalls.is(result, Errno.EBADF)) {
      throw new AssertionError("descriptor " + number + " was closed behind our back: " + what);
    }
    if (result < 0 && !Syscalls.is(result, Errno.EINTR)) {
      throw Syscalls.failure(result, "close(" + number + ") of " + what);
    }
  }

  @Override
  public String toString() {
    return (closed.get() ? "closed fd " : "fd ") + number + ", " + what;
  }
}
