package dev.keelson.linux;

/** What the kernel limits per process; RLIMIT_* of include/uapi/asm-generic/resource.h. */
public enum Resource {
  /** Seconds of CPU time. */
  CPU(0),
  /** Bytes of the largest file this process may write. */
  FILE_SIZE(1),
  /** Bytes of a core dump. */
  CORE(4),
  /** Threads of this user. */
  PROCESSES(6),
  /** One more than the highest descriptor number. */
  OPEN_FILES(7),
  /** Bytes of locked memory; before Linux 5.11 also what BPF maps use. */
  LOCKED_MEMORY(8),
  /** Bytes of address space. */
  ADDRESS_SPACE(9),
  /** The highest real-time priority this process may ask for. */
  REAL_TIME_PRIORITY(14);

  final int number;

  Resource(int number) {
    this.number = number;
  }
}
