package dev.keelson.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** File systems: fsopen(2), fsmount(2), mount(2), umount(2), unshare(2). */
public final class Mounts {
  // include/uapi/linux/mount.h
  private static final int FSOPEN_CLOEXEC = 1;
  private static final int FSCONFIG_CMD_CREATE = 6;
  private static final int FSMOUNT_CLOEXEC = 1;
  private static final int MOUNT_ATTR_NOSUID_NODEV_NOEXEC = 2 | 4 | 8;
  private static final int MS_NOSUID_NODEV_NOEXEC = 2 | 4 | 8;
  private static final int MS_REC = 1 << 14;
  private static final int MS_PRIVATE = 1 << 18;
  // include/uapi/linux/fs.h
  private static final int MNT_DETACH = 2;
  // include/uapi/linux/sched.h
  private static final int CLONE_NEWNS = 0x20000;

  private Mounts() {}

  /**
   * Mounts a file system nowhere: only the descriptor reaches it, nobody else sees it, and closing
   * it unmounts. This is how tracefs is read without touching the machine's mounts. Since Linux
   * 5.2.
   *
   * @param type {@code tracefs}, {@code debugfs}, {@code bpf}, {@code cgroup2}
   * @return its root directory, for {@link Files#openAt}
   * @throws SyscallException ENODEV when the kernel has no such type, EPERM without CAP_SYS_ADMIN
   */
  public static FileDescriptor detached(String type) {
    try (FileDescriptor context = configure(type)) {
      long result =
          Syscalls.call(
              SyscallNumber.FSMOUNT,
              context.number(),
              FSMOUNT_CLOEXEC,
              MOUNT_ATTR_NOSUID_NODEV_NOEXEC,
              0,
              0,
              0);
      return FileDescriptor.opened(result, "fsmount(" + type + ")");
    }
  }

  private static FileDescriptor configure(String type) {
    FileDescriptor context = openContext(type);
    try {
      Syscalls.check(
          Syscalls.call(SyscallNumber.FSCONFIG, context.number(), FSCONFIG_CMD_CREATE, 0, 0, 0, 0),
          "fsconfig(FSCONFIG_CMD_CREATE) of " + type);
      return context;
    } catch (SyscallException refused) {
      context.close();
      throw refused;
    }
  }

  private static FileDescriptor openContext(String type) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment name = own.allocateFrom(type);
      long result =
          Syscalls.call(SyscallNumber.FSOPEN, Syscalls.address(name), FSOPEN_CLOEXEC, 0, 0, 0, 0);
      return FileDescriptor.opened(result, "fsopen(\"" + type + "\")");
    }
  }

  /**
   * Mounts a file system that needs no device, without set-user-id, devices and programs.
   *
   * @param type as for {@link #detached}
   * @param target an existing directory
   * @throws SyscallException when the kernel refuses
   */
  public static void mount(String type, String target) {
    mount(type, target, type, MS_NOSUID_NODEV_NOEXEC);
  }

  /**
   * Gives the calling thread mounts of its own: what it mounts from now on, nobody else sees. Only
   * this one kernel thread and what it starts; use it in a thread that does nothing else.
   *
   * @throws SyscallException EPERM without CAP_SYS_ADMIN
   */
  public static void unshare() {
    Syscalls.check(
        Syscalls.call(SyscallNumber.UNSHARE, CLONE_NEWNS, 0L, 0, 0, 0, 0), "unshare(CLONE_NEWNS)");
    // Mounts are shared by default (systemd): without this they would spread to the others.
    mount("none", "/", "", MS_REC | MS_PRIVATE);
  }

  private static void mount(String source, String target, String type, long flags) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment sourceName = own.allocateFrom(source);
      MemorySegment targetName = own.allocateFrom(target);
      MemorySegment typeName = own.allocateFrom(type);
      long result =
          Syscalls.call(
              SyscallNumber.MOUNT,
              Syscalls.address(sourceName),
              targetName,
              Syscalls.address(typeName),
              flags,
              0,
              0);
      if (result < 0) {
        throw Syscalls.failure(result, "mount(" + type + " on \"" + target + "\")");
      }
    }
  }

  /**
   * Takes a mount away at once; files still open on it stay usable.
   *
   * @throws SyscallException EINVAL when nothing is mounted there
   */
  public static void unmount(String target) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment name = own.allocateFrom(target);
      long result =
          Syscalls.call(SyscallNumber.UMOUNT2, Syscalls.address(name), MNT_DETACH, 0, 0, 0, 0);
      if (result < 0) {
        throw Syscalls.failure(result, "umount2(\"" + target + "\")");
      }
    }
  }
}
