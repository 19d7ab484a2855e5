package dev.keelson.compiler.front;

import dev.keelson.program.KernelStruct;
import dev.keelson.program.Packet;
import dev.keelson.program.Tc;
import dev.keelson.program.Xdp;

/** Programs on packets that are refused, and told in {@code rejected-packets.txt}. */
final class RejectedPackets {
  private RejectedPackets() {}

  @KernelStruct("__sk_buff")
  interface Buffer {
    int mark();
  }

  static final class ForeignContext {
    @Xdp
    static int program(Packet packet, Buffer buffer) {
      return packet.u8(0) + buffer.mark();
    }
  }

  static final class NumberForAPacket {
    @Tc
    static int program(long packet) {
      return (int) packet;
    }
  }

  static final class PacketOfItsOwn {
    @Xdp
    static int program(Packet packet) {
      return Packet.over(null).u8(packet.u8(0));
    }
  }

  static final class TwoDirections {
    @Tc
    @Xdp
    static int program(Packet packet) {
      return packet.length();
    }
  }
}
