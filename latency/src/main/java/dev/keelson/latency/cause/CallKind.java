package dev.keelson.latency.cause;

import java.util.HashMap;
import java.util.Map;

/** What a thread that is blocked in a system call waits for, as far as the call alone says. */
public enum CallKind {
  /** Another thread, or a timer. */
  FUTEX,
  /** A timer. */
  SLEEP,
  /** Whatever happens first at some descriptors. */
  POLL,
  /** Bytes at the descriptor that is the first argument. */
  READ,
  /** Room at the descriptor that is the first argument. */
  WRITE,
  /** The disk under the descriptor that is the first argument. */
  SYNC,
  /** The other end of a connection. */
  CONNECT,
  /** Somebody who connects. */
  ACCEPT,
  /** A child process, or a signal. */
  CHILD,
  /** The map of the process's memory. */
  MEMORY,
  /** A file system: names, directories, metadata. */
  FILE_SYSTEM,
  /** No system call: an exception, mostly a page fault. */
  EXCEPTION,
  /** Anything else. */
  OTHER;

  private static final Map<Integer, CallKind> X86_64 = new HashMap<>();
  private static final Map<Integer, CallKind> AARCH64 = new HashMap<>();

  // Numbers: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h, v6.18.
  static {
    put(X86_64, FUTEX, 202, 449, 455);
    put(X86_64, SLEEP, 35, 230, 34);
    put(X86_64, POLL, 7, 23, 232, 270, 271, 281, 441, 208, 333, 426);
    put(X86_64, READ, 0, 17, 19, 45, 47, 295, 299, 327);
    put(X86_64, WRITE, 1, 18, 20, 40, 44, 46, 275, 296, 307, 326, 328);
    put(X86_64, SYNC, 26, 74, 75, 162, 277, 285, 306);
    put(X86_64, CONNECT, 42);
    put(X86_64, ACCEPT, 43, 288);
    put(X86_64, CHILD, 61, 128, 130, 247);
    put(X86_64, MEMORY, 9, 10, 11, 12, 25, 28, 149, 151, 325);
    put(X86_64, FILE_SYSTEM, 2, 3, 4, 5, 6, 76, 77, 78, 80, 82, 83, 84, 85, 86, 87, 89, 187, 217);
    put(X86_64, FILE_SYSTEM, 221, 257, 258, 262, 263, 264, 316, 332, 437);
    put(AARCH64, FUTEX, 98, 449, 455);
    put(AARCH64, SLEEP, 101, 115);
    put(AARCH64, POLL, 4, 22, 72, 73, 441, 426);
    put(AARCH64, READ, 63, 65, 67, 69, 207, 212, 243, 286);
    put(AARCH64, WRITE, 64, 66, 68, 70, 71, 76, 206, 211, 269, 285, 287);
    put(AARCH64, SYNC, 47, 81, 82, 83, 84, 227, 267);
    put(AARCH64, CONNECT, 203);
    put(AARCH64, ACCEPT, 202, 242);
    put(AARCH64, CHILD, 95, 133, 137, 260);
    put(AARCH64, MEMORY, 214, 215, 216, 222, 226, 228, 230, 233);
    put(
        AARCH64,
        FILE_SYSTEM,
        34,
        35,
        37,
        38,
        43,
        45,
        46,
        48,
        56,
        57,
        61,
        78,
        79,
        80,
        213,
        223,
        276);
    put(AARCH64, FILE_SYSTEM, 291, 437);
  }

  private static void put(Map<Integer, CallKind> table, CallKind kind, int... numbers) {
    for (int number : numbers) {
      table.put(number, kind);
    }
  }

  /**
   * The kind of a system call.
   *
   * @param machine the machine that made it, as {@code uname -m} names it
   * @param number its number there; negative for none
   */
  public static CallKind of(String machine, int number) {
    if (number < 0) {
      return EXCEPTION;
    }
    return (machine.equals("aarch64") ? AARCH64 : X86_64).getOrDefault(number, OTHER);
  }

  /** Whether the call's first argument is the descriptor at which the thread waits. */
  public boolean isAtDescriptor() {
    return switch (this) {
      case READ, WRITE, SYNC, CONNECT, ACCEPT -> true;
      case FUTEX, SLEEP, POLL, CHILD, MEMORY, FILE_SYSTEM, EXCEPTION, OTHER -> false;
    };
  }
}
