package dev.keelson.linux;

/** Namespaces of the calling thread: unshare(2). */
public final class Namespaces {
  // include/uapi/linux/sched.h
  private static final int CLONE_NEWNET = 0x40000000;

  private Namespaces() {}

  /**
   * Gives the calling thread a network of its own, with nothing in it but a loopback device that is
   * down; it goes with the last thread, process or socket in it. Only this one kernel thread and
   * what it starts; use it in a platform thread that does nothing else.
   *
   * @throws SyscallException EPERM without CAP_SYS_ADMIN
   */
  public static void unshareNetwork() {
    Syscalls.check(
        Syscalls.call(SyscallNumber.UNSHARE, CLONE_NEWNET, 0L, 0, 0, 0, 0),
        "unshare(CLONE_NEWNET)");
  }
}
