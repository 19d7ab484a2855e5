package dev.keelson.linux;

/**
 * A process by descriptor: pidfd_open(2). Unlike a number it never comes to mean another process,
 * and it becomes readable, for {@link Epoll}, when the process has ended. Since Linux 5.3.
 */
public final class Pidfd {
  private Pidfd() {}

  /**
   * Opens a process.
   *
   * @param pid of a process, not of a thread beside its first
   * @throws SyscallException ESRCH when there is no such process; EINVAL (before Linux 6.16) or
   *     ENOENT for a thread
   */
  public static FileDescriptor open(int pid) {
    if (pid <= 0) {
      throw new IllegalArgumentException("pid " + pid + ": expected a positive number");
    }
    return FileDescriptor.opened(
        Syscalls.call(SyscallNumber.PIDFD_OPEN, pid, 0L, 0, 0, 0, 0),
        "pidfd_open(pid " + pid + ")");
  }

  /** {@code PIDFD_THREAD}, which is {@code O_EXCL}: include/uapi/linux/pidfd.h, v6.9. */
  private static final int THREAD = 0x80;

  /**
   * Opens one thread.
   *
   * @param tid before Linux 6.9 that of a process's first thread, which is opened as its process
   * @throws SyscallException ESRCH when there is no such thread
   */
  public static FileDescriptor openThread(int tid) {
    if (tid <= 0) {
      throw new IllegalArgumentException("tid " + tid + ": expected a positive number");
    }
    long opened = Syscalls.call(SyscallNumber.PIDFD_OPEN, tid, THREAD, 0, 0, 0, 0);
    return opened == -Errno.EINVAL.number()
        ? open(tid)
        : FileDescriptor.opened(opened, "pidfd_open(tid " + tid + ", PIDFD_THREAD)");
  }

  /**
   * Sends a signal.
   *
   * @throws SyscallException ESRCH when the process has ended, EPERM when it is another user's
   */
  public static void sendSignal(FileDescriptor process, Signal signal) {
    long result =
        Syscalls.call(SyscallNumber.PIDFD_SEND_SIGNAL, process.number(), signal.number, 0, 0, 0, 0);
    if (result < 0) {
      throw Syscalls.failure(result, "pidfd_send_signal(" + signal + ") to " + process);
    }
  }
}
