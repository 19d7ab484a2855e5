package dev.keelson.object.image;

/** Program types by their number in {@code enum bpf_prog_type}, include/uapi/linux/bpf.h (6.18). */
public enum ProgramType {
  SOCKET_FILTER(1),
  KPROBE(2),
  SCHED_CLS(3),
  TRACEPOINT(5),
  XDP(6),
  PERF_EVENT(7),
  CGROUP_SKB(8),
  CGROUP_SOCK(9),
  SOCK_OPS(13),
  CGROUP_DEVICE(15),
  RAW_TRACEPOINT(17),
  CGROUP_SOCK_ADDR(18),
  FLOW_DISSECTOR(22),
  CGROUP_SYSCTL(23),
  CGROUP_SOCKOPT(25),
  TRACING(26),
  STRUCT_OPS(27),
  LSM(29),
  SK_LOOKUP(30),
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
