package dev.keelson.compiler.front;

import dev.keelson.program.Cgroup;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.Packet;
import dev.keelson.program.ProgramArray;
import dev.keelson.program.SkLookup;
import dev.keelson.program.Tc;
import dev.keelson.program.Xdp;

/** Programs on packets that are refused, and told in {@code rejected-packets.txt}. */
final class RejectedPackets {
  private RejectedPackets() {}

  @KernelStruct("__sk_buff")
  interface Buffer {
    int mark();
  }

  @KernelStruct("xdp_md")
  interface Frame {
    void rxQueueIndex(int value);
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

  static final class WrittenWhereItIsRead {
    @Cgroup(Cgroup.Hook.EGRESS)
    static boolean program(Packet packet) {
      packet.setU8(8, 1);
      return true;
    }
  }

  static final class NumberForAnAnswer {
    @SkLookup
    static int program() {
      return 1;
    }
  }

  static final class AnswerWhereNobodyAsks {
    @Cgroup(Cgroup.Hook.GETPEERNAME4)
    static boolean program() {
      return true;
    }
  }

  static final class WrittenContext {
    @Xdp
    static int program(Frame frame) {
      frame.rxQueueIndex(1);
      return Xdp.PASS;
    }
  }

  static final class HeadOfAnotherKind {
    @Tc
    static int program(Packet packet) {
      return packet.adjustHead(4) ? Tc.OK : Tc.SHOT;
    }
  }

  static final class SentOnByAnotherKind {
    @Cgroup(Cgroup.Hook.INGRESS)
    static void program(Packet packet) {
      packet.redirect(1);
    }
  }

  static final class CallsInTheMiddle {
    static final ProgramArray<Packet> STEPS = Maps.programs(CallsInTheMiddle::program);

    @Xdp
    static int program(Packet packet) {
      int result = STEPS.call(0, packet, Xdp.PASS) + 1;
      return result;
    }
  }

  static final class CallsOfAnotherKind {
    static final ProgramArray<Packet> STEPS = Maps.programs(CallsOfAnotherKind::next);

    @Tc
    static int next(Packet packet) {
      return Tc.OK;
    }

    @Xdp
    static int program(Packet packet) {
      return STEPS.call(0, packet, Xdp.PASS);
    }
  }

  static final class ArrayOfNoPrograms {
    static final ProgramArray<Packet> STEPS = Maps.programs(ArrayOfNoPrograms::plain);

    static int plain(Packet packet) {
      return 0;
    }

    @Xdp
    static int program(Packet packet) {
      return STEPS.call(0, packet, Xdp.PASS);
    }
  }
}
