package dev.keelson.bpf.sys;

/**
 * Where in the network a link attaches a program, by number in {@code enum bpf_attach_type},
 * include/uapi/linux/bpf.h (Linux 6.18).
 */
public enum NetworkHook {
  XDP(37),
  TCX_INGRESS(46),
  TCX_EGRESS(47);

  private final int attachType;

  NetworkHook(int attachType) {
    this.attachType = attachType;
  }

  /** The number the kernel knows it by. */
  public int attachType() {
    return attachType;
  }
}
