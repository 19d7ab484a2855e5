package dev.keelson.testkit.interpreter;

import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** The context structs of programs that see packets: include/uapi/linux/bpf.h, v6.18. */
enum PacketContext {
  /** {@code struct xdp_md}. */
  XDP_MD(24, 0, 4),
  /** {@code struct __sk_buff}, whose first field is the packet's length. */
  SK_BUFF(192, 76, 80);

  private final int sizeBytes;
  private final int dataOffset;
  private final int endOffset;

  PacketContext(int sizeBytes, int dataOffset, int endOffset) {
    this.sizeBytes = sizeBytes;
    this.dataOffset = dataOffset;
    this.endOffset = endOffset;
  }

  static PacketContext of(ProgramSpec program) {
    ProgramType type = program.attachPoint().programType();
    if (type == ProgramType.XDP) {
      return XDP_MD;
    }
    if (type == ProgramType.SCHED_CLS
        || type == ProgramType.CGROUP_SKB
        || type == ProgramType.SOCKET_FILTER) {
      return SK_BUFF;
    }
    throw new IllegalArgumentException("%s, a %s, sees no packet".formatted(program.name(), type));
  }

  /** A context for that packet. */
  Region add(Memory memory, Region packet) {
    ByteBuffer content = ByteBuffer.allocate(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
    if (this == SK_BUFF) {
      content.putInt(0, packet.sizeBytes());
    }
    return memory.addContext(
        content.array(),
        Map.of(dataOffset, packet.address(), endOffset, packet.address() + packet.sizeBytes()));
  }
}
