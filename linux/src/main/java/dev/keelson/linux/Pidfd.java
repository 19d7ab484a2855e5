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
