package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Type;
import java.util.List;

/** What the kernel's open-coded iterators walk, kernel/bpf/task_iter.c and bpf_iter.c, v6.18. */
enum WalkKind {
  PROCESSES("bpf_iter_task", 0, true),
  THREADS("bpf_iter_task", 1, true),
  THREADS_OF("bpf_iter_task", 2, true),
  RANGE("bpf_iter_num", 0, false);

  private final String iterator;
  private final int flags;
  private final boolean protectedByRcu;

  WalkKind(String iterator, int flags, boolean protectedByRcu) {
    this.iterator = iterator;
    this.flags = flags;
    this.protectedByRcu = protectedByRcu;
  }

  /** Name of the iterator's struct, and beginning of its functions' names. */
  String iterator() {
    return iterator;
  }

  /** {@code enum} of kernel/bpf/task_iter.c: {@code BPF_TASK_ITER_ALL_PROCS} and its kin. */
  int flags() {
    return flags;
  }

  /** {@code KF_RCU_PROTECTED}: what it gives stays as long as the program holds the lock. */
  boolean protectedByRcu() {
    return protectedByRcu;
  }

  /** Types of the values that it begins with. */
  List<Type> types() {
    return switch (this) {
      case PROCESSES, THREADS -> List.of();
      case THREADS_OF -> List.of(Type.POINTER);
      case RANGE -> List.of(Type.I32, Type.I32);
    };
  }
}
