package dev.keelson.compiler.front;

/**
 * A context that tells where a packet begins and ends, in two fields of 32 bits that the verifier
 * turns into loads of pointers. Offsets are user-space ABI: include/uapi/linux/bpf.h, v6.18.
 */
enum PacketContext {
  /** {@code struct xdp_md}. */
  XDP_MD("xdp_md", 0, 4),
  /** {@code struct __sk_buff}. */
  SK_BUFF("__sk_buff", 76, 80);

  /** The struct's name in C. */
  final String structName;

  /** Where the field {@code data} is, in bytes. */
  final int dataOffset;

  /** Where the field {@code data_end} is, in bytes. */
  final int endOffset;

  PacketContext(String structName, int dataOffset, int endOffset) {
    this.structName = structName;
    this.dataOffset = dataOffset;
    this.endOffset = endOffset;
  }
}
