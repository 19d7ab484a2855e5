package dev.keelson.object.image;

/** Program types by their number in {@code enum bpf_prog_type}, include/uapi/linux/bpf.h (6.18). */
public enum ProgramType {
  SOCKET_FILTER(1),
  KPROBE(2),
  SCHED_CLS(3),
  TRACEPOINT(5),
  XDP(6),
  PERF_EVENT(7),
  RAW_TRACEPOINT(17),
  TRACING(26),
  STRUCT_OPS(27),
  LSM(29),
  SYSCALL(31);

  private final int number;

  ProgramType(int number) {
    this.number = number;
  }

  /** The number the kernel knows it by. */
  public int number() {
    return number;
  }
}
