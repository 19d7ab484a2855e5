package dev.keelson.differential.corpus;

import dev.keelson.program.Packet;
import dev.keelson.program.Xdp;

/** Programs that read and write packets, at offsets that are known and at some that are not. */
public final class Packets {
  private static final int IPV4 = 0x0800;
  private static final int VLAN = 0x8100;
  private static final int TCP = 6;

  private Packets() {}

  @Xdp
  public static int everySizeAndOrder(Packet packet) {
    long sum = packet.u8(3) + packet.be16(1) * 3L + packet.le16(1) * 5L;
    sum += packet.be32(5) * 7L + packet.le32(7) * 11L + packet.be64(3) * 13 + packet.le64(5) * 17;
    return (int) (sum ^ sum >>> 32);
  }

  @Xdp
  static int onePathOneCheck(Packet packet) {
    if (packet.length() < 34) {
      return Xdp.PASS;
    }
    if (packet.be16(12) != IPV4 || packet.u8(23) != TCP) {
      return Xdp.DROP;
    }
    return packet.be32(26) ^ packet.be32(30);
  }

  @Xdp
  static int withoutAsking(Packet packet) {
    int type = packet.be16(12);
    int protocol = packet.u8(23);
    return type + protocol + packet.be32(26);
  }

  @Xdp
  public static int headerOfVariableLength(Packet packet) {
    if (packet.length() < 34 || packet.be16(12) != IPV4) {
      return Xdp.PASS;
    }
    int transport = 14 + (packet.u8(14) & 0xf) * 4;
    if (!packet.has(transport, 20)) {
      return Xdp.DROP;
    }
    return packet.be16(transport) * 65_536 + packet.be16(transport + 2) + packet.u8(transport + 13);
  }

  @Xdp
  static int tagsSkipped(Packet packet) {
    int type = 12;
    for (int i = 0; i < 3 && packet.be16(type) == VLAN; i++) {
      type += 4;
    }
    return packet.be16(type) * 100 + type;
  }

  @Xdp
  static int anyOffset(Packet packet) {
    int offset = packet.be32(0);
    return packet.u8(offset) + packet.be16(offset + 1);
  }

  @Xdp
  static int nearbyOffset(Packet packet) {
    int offset = packet.le16(2) & 0x7f;
    packet.setU8(offset, 0xab);
    packet.setBe32(offset + 1, 0x01020304);
    return (int) packet.be64(offset - 4);
  }

  @Xdp
  public static int askedInManyWays(Packet packet) {
    int answers = 0;
    int offset = packet.u8(1);
    int count = packet.le16(4);
    answers |= packet.has(0, 20) ? 1 : 0;
    answers |= packet.has(offset, 8) ? 2 : 0;
    answers |= packet.has(offset, count) ? 4 : 0;
    answers |= packet.has(-1, 4) ? 8 : 0;
    answers |= packet.has(4, -1) ? 16 : 0;
    answers |= packet.has(packet.be32(6), 1) ? 32 : 0;
    answers |= packet.has(40_000, 1) ? 64 : 0;
    answers |= packet.has(offset, 0) ? 128 : 0;
    return answers;
  }

  @Xdp
  static int lengthAsANumber(Packet packet) {
    int length = packet.length();
    if (length == 60) {
      return 1;
    }
    if (length > 100) {
      return packet.u8(100) + length;
    }
    return length <= 20 ? -length : length * 3 + (length >= 42 ? packet.u8(41) : 0);
  }

  @Xdp
  public static int lastBytes(Packet packet) {
    return packet.u8(packet.length() - 1) + packet.be16(packet.length() - 5);
  }

  @Xdp
  static int swapped(Packet packet) {
    if (!packet.has(0, 12)) {
      return Xdp.ABORTED;
    }
    long high = packet.le32(0);
    int low = packet.le16(4);
    packet.setLe32(0, packet.le32(6));
    packet.setLe16(4, packet.le16(10));
    packet.setLe32(6, (int) high);
    packet.setLe16(10, low);
    return Xdp.TX;
  }

  @Xdp
  public static int oneHopLess(Packet packet) {
    if (packet.length() < 34 || packet.be16(12) != IPV4 || packet.u8(22) <= 1) {
      return Xdp.PASS;
    }
    packet.setU8(22, packet.u8(22) - 1);
    int sum = packet.be16(24) + 0x100;
    packet.setBe16(24, sum + (sum >>> 16));
    return Xdp.TX;
  }

  @Xdp
  static int headerChecksum(Packet packet) {
    if (packet.length() < 34) {
      return Xdp.PASS;
    }
    int sum = 0;
    int end = 14 + (packet.u8(14) & 0xf) * 4;
    for (int at = 14; at < 74; at += 2) {
      if (at < end) {
        sum += packet.be16(at);
      }
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    return sum;
  }

  @Xdp
  public static int optionsWalked(Packet packet) {
    int at = 20;
    int found = 0;
    for (int i = 0; i < 8; i++) {
      int kind = packet.u8(at);
      if (kind == 0) {
        break;
      }
      int size = kind == 1 ? 1 : packet.u8(at + 1);
      found = found * 31 + kind;
      if (size == 0) {
        return -1;
      }
      at += size;
    }
    return found * 1000 + at;
  }

  @Xdp
  public static int writesBeforeTheFault(Packet packet) {
    packet.setU8(0, 1);
    packet.setBe64(2, 0x1122_3344_5566_7788L);
    packet.setLe64(20, -1);
    packet.setLe32(40, 7);
    packet.setU8(packet.be16(12), 9);
    return Xdp.DROP;
  }

  @Xdp
  public static int beyondEverything(Packet packet) {
    int first = packet.u8(0);
    if (first == 1) {
      return packet.u8(-1);
    }
    if (first == 2) {
      return packet.be32(32_766);
    }
    return first == 3 ? packet.u8(70_000) : first;
  }

  @Xdp
  static int startMoved(Packet packet) {
    int first = packet.u8(0);
    int second = packet.be16(12);
    boolean moved = packet.adjustHead((first & 0x1f) - 4);
    if (!moved) {
      return packet.length();
    }
    packet.setBe32(0, second); // over all that was put before
    if (packet.has(16, 2)) {
      packet.setBe16(12, packet.be16(16) + first);
    }
    return packet.u8(first & 0xf) + packet.length();
  }

  @Xdp
  static int tagPut(Packet packet) {
    long addresses = packet.be64(0);
    int rest = packet.be32(8);
    int type = packet.be16(12);
    if (type == VLAN || !packet.adjustHead(-4)) {
      return Xdp.PASS;
    }
    packet.setBe64(0, addresses);
    packet.setBe32(8, rest);
    packet.setBe32(12, VLAN << 16 | 42);
    return Xdp.TX;
  }
}
