package dev.keelson.testkit.interpreter;

import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A packet in its memory, and the context that tells where it begins and ends: structs of
 * include/uapi/linux/bpf.h (v6.18). Mutable, confined to one thread.
 *
 * <pre>
 *   | headroom, never written |  packet  |
 *                             data       end
 * </pre>
 */
final class SimulatedPacket {
  // XDP_PACKET_HEADROOM and XDP_REDIRECT, include/uapi/linux/bpf.h; TC_ACT_REDIRECT, pkt_cls.h
  private static final int HEADROOM = 256;
  private static final int XDP_REDIRECT = 4;
  private static final int TC_ACT_REDIRECT = 7;
  // ETH_HLEN, include/uapi/linux/if_ether.h
  private static final int SHORTEST = 14;

  /** {@code struct xdp_md}. */
  private static final Layout XDP_MD = new Layout(24, 0, 4);

  /** {@code struct __sk_buff}, whose first field is the packet's length. */
  private static final Layout SK_BUFF = new Layout(192, 76, 80);

  private record Layout(int sizeBytes, int dataOffset, int endOffset) {}

  private final boolean xdp;
  private final Layout layout;
  private final Region memory;
  private final Map<Integer, Long> bounds = new HashMap<>();
  private final long context;
  private int data = HEADROOM;

  private SimulatedPacket(boolean xdp, Memory memory, byte[] packet) {
    this.xdp = xdp;
    this.layout = xdp ? XDP_MD : SK_BUFF;
    byte[] bytes = new byte[HEADROOM + packet.length];
    this.memory = memory.add("the packet", bytes, true, false);
    this.memory.write(HEADROOM, packet);
    this.memory.allowUnaligned();
    ByteBuffer content = ByteBuffer.allocate(layout.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (!xdp) {
      content.putInt(0, packet.length);
    }
    this.context = memory.addContext(content.array(), bounds).address();
    setBounds();
  }

  static SimulatedPacket of(ProgramSpec program, Memory memory, byte[] packet) {
    ProgramType type = program.attachPoint().programType();
    if (type == ProgramType.XDP) {
      return new SimulatedPacket(true, memory, packet);
    }
    if (type == ProgramType.SCHED_CLS
        || type == ProgramType.CGROUP_SKB
        || type == ProgramType.SOCKET_FILTER) {
      return new SimulatedPacket(false, memory, packet);
    }
    throw new IllegalArgumentException("%s, a %s, sees no packet".formatted(program.name(), type));
  }

  private void setBounds() {
    bounds.put(layout.dataOffset(), memory.address() + data);
    bounds.put(layout.endOffset(), memory.address() + memory.sizeBytes());
  }

  /** What r1 points to. */
  long context() {
    return context;
  }

  /** The packet as it is now; what was never written of it is zero. */
  byte[] content() {
    return Arrays.copyOfRange(memory.content(), data, memory.sizeBytes());
  }

  boolean has(long offset, int sizeBytes) {
    return offset >= 0 && offset + sizeBytes <= memory.sizeBytes() - data;
  }

  byte[] copy(long offset, int sizeBytes) {
    return memory.read(data + offset, sizeBytes);
  }

  /** {@code bpf_xdp_adjust_head}, net/core/filter.c: whether it could be. */
  boolean adjustHead(int count) {
    int moved = data + count;
    if (moved < 0 || moved > memory.sizeBytes() - SHORTEST) {
      return false;
    }
    data = moved;
    setBounds();
    return true;
  }

  /** {@code bpf_redirect}. */
  long redirect(long device) {
    if (device < 0) {
      throw new Violation("there is no device " + device);
    }
    return xdp ? XDP_REDIRECT : TC_ACT_REDIRECT;
  }
}
