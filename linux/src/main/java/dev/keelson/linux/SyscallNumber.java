package dev.keelson.linux;

import java.util.Locale;

/**
 * The system calls made here, with their number on each architecture.
 *
 * <p>x86-64: {@code arch/x86/entry/syscalls/syscall_64.tbl}; aarch64: {@code
 * include/uapi/asm-generic/unistd.h}; both Linux v6.12. Calls added since 2019 share one number.
 */
enum SyscallNumber {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  MMAP(9, 222),
  MUNMAP(11, 215),
  IOCTL(16, 29),
  PREAD64(17, 67),
  SOCKET(41, 198),
  CONNECT(42, 203),
  BIND(49, 200),
  SETSOCKOPT(54, 208),
  GETSOCKOPT(55, 209),
  UNAME(63, 160),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  GETTID(186, 178),
  SCHED_SETAFFINITY(203, 122),
  SCHED_GETAFFINITY(204, 123),
  CLOCK_GETTIME(228, 113),
  EPOLL_CTL(233, 21),
  OPENAT(257, 56),
  UNSHARE(272, 97),
  EPOLL_PWAIT(281, 22),
  EVENTFD2(290, 19),
  EPOLL_CREATE1(291, 20),
  PIPE2(293, 59),
  PERF_EVENT_OPEN(298, 241),
  PRLIMIT64(302, 261),
  BPF(321, 280),
  PIDFD_SEND_SIGNAL(424, 424),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  PIDFD_OPEN(434, 434);

  final int x86;
  final int aarch64;

  /** The number on the architecture this JVM runs on. */
  final int number;

  SyscallNumber(int x86, int aarch64) {
    this.x86 = x86;
    this.aarch64 = aarch64;
    this.number =
        switch (Architecture.CURRENT) {
          case X86_64 -> x86;
          case AARCH64 -> aarch64;
        };
  }

  /** The name as in C: {@code pread64}. */
  String cName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
