package dev.keelson.compiler.front;

/**
 * A context that tells where a packet begins and ends, in two fields of 32 bits that the verifier
 * turns into loads of pointers. Offsets are user-space ABI: include/uapi/linux/bpf.h, v6.18. Which
 * programs may write a packet: may_access_direct_pkt_data, kernel/bpf/verifier.c.
 */
enum PacketContext {
  XDP("XDP", "xdp_md", 0, 4, true, true),
  TC("TC", "__sk_buff", 76, 80, true, true),
  CGROUP("cgroup", "__sk_buff", 76, 80, true, false),
  FLOW_DISSECTOR("flow dissector", "__sk_buff", 76, 80, true, false),
  /** Here the fields cannot be read: each access is a copy by a helper. */
  SOCKET_FILTER("socket filter", "__sk_buff", 76, 80, false, false);

  /** As it is said in messages. */
  final String kind;

  /** The struct's name in C. */
  final String structName;

  /** Where the field {@code data} is, in bytes. */
  final int dataOffset;

  /** Where the field {@code data_end} is, in bytes. */
  final int endOffset;

  /** Whether the packet's memory can be read where it is. */
  final boolean direct;

  final boolean writable;

  PacketContext(
      String kind,
      String structName,
      int dataOffset,
      int endOffset,
      boolean direct,
      boolean writable) {
    this.kind = kind;
    this.structName = structName;
    this.dataOffset = dataOffset;
    this.endOffset = endOffset;
    this.direct = direct;
    this.writable = writable;
  }
}
