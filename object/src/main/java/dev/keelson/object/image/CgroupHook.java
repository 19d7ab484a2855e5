package dev.keelson.object.image;

/**
 * What of a cgroup's processes a program is asked about: program type, {@code enum bpf_attach_type}
 * of include/uapi/linux/bpf.h (Linux 6.18), and libbpf's name for the section of an object file.
 */
public enum CgroupHook {
  INGRESS(ProgramType.CGROUP_SKB, 0, "cgroup_skb/ingress"),
  EGRESS(ProgramType.CGROUP_SKB, 1, "cgroup_skb/egress"),
  SOCK_CREATE(ProgramType.CGROUP_SOCK, 2, "cgroup/sock_create"),
  SOCK_RELEASE(ProgramType.CGROUP_SOCK, 34, "cgroup/sock_release"),
  POST_BIND4(ProgramType.CGROUP_SOCK, 12, "cgroup/post_bind4"),
  POST_BIND6(ProgramType.CGROUP_SOCK, 13, "cgroup/post_bind6"),
  BIND4(ProgramType.CGROUP_SOCK_ADDR, 8, "cgroup/bind4"),
  BIND6(ProgramType.CGROUP_SOCK_ADDR, 9, "cgroup/bind6"),
  CONNECT4(ProgramType.CGROUP_SOCK_ADDR, 10, "cgroup/connect4"),
  CONNECT6(ProgramType.CGROUP_SOCK_ADDR, 11, "cgroup/connect6"),
  SENDMSG4(ProgramType.CGROUP_SOCK_ADDR, 14, "cgroup/sendmsg4"),
  SENDMSG6(ProgramType.CGROUP_SOCK_ADDR, 15, "cgroup/sendmsg6"),
  RECVMSG4(ProgramType.CGROUP_SOCK_ADDR, 19, "cgroup/recvmsg4"),
  RECVMSG6(ProgramType.CGROUP_SOCK_ADDR, 20, "cgroup/recvmsg6"),
  GETPEERNAME4(ProgramType.CGROUP_SOCK_ADDR, 29, "cgroup/getpeername4"),
  GETPEERNAME6(ProgramType.CGROUP_SOCK_ADDR, 30, "cgroup/getpeername6"),
  GETSOCKNAME4(ProgramType.CGROUP_SOCK_ADDR, 31, "cgroup/getsockname4"),
  GETSOCKNAME6(ProgramType.CGROUP_SOCK_ADDR, 32, "cgroup/getsockname6"),
  SYSCTL(ProgramType.CGROUP_SYSCTL, 18, "cgroup/sysctl"),
  GETSOCKOPT(ProgramType.CGROUP_SOCKOPT, 21, "cgroup/getsockopt"),
  SETSOCKOPT(ProgramType.CGROUP_SOCKOPT, 22, "cgroup/setsockopt"),
  DEVICE(ProgramType.CGROUP_DEVICE, 6, "cgroup/dev"),
  SOCK_OPS(ProgramType.SOCK_OPS, 3, "sockops");

  private final ProgramType programType;
  private final int attachType;
  private final String section;

  CgroupHook(ProgramType programType, int attachType, String section) {
    this.programType = programType;
    this.attachType = attachType;
    this.section = section;
  }

  /** The program type that the kernel expects. */
  public ProgramType programType() {
    return programType;
  }

  /** The number the kernel knows it by when a program is loaded and attached. */
  public int attachType() {
    return attachType;
  }

  /** The section of an object file, as libbpf names it. */
  public String section() {
    return section;
  }

  /** Whether a program may only watch: the kernel takes no answer but yes. */
  public boolean watchesOnly() {
    return switch (this) {
      case RECVMSG4, RECVMSG6, GETPEERNAME4, GETPEERNAME6, GETSOCKNAME4, GETSOCKNAME6 -> true;
      case INGRESS,
          EGRESS,
          SOCK_CREATE,
          SOCK_RELEASE,
          POST_BIND4,
          POST_BIND6,
          BIND4,
          BIND6,
          CONNECT4,
          CONNECT6,
          SENDMSG4,
          SENDMSG6,
          SYSCTL,
          GETSOCKOPT,
          SETSOCKOPT,
          DEVICE,
          SOCK_OPS ->
          false;
    };
  }
}
