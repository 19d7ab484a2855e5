package dev.keelson.differential.corpus;

import dev.keelson.program.Cgroup;
import dev.keelson.program.Cgroup.Hook;
import dev.keelson.program.Packet;
import dev.keelson.program.SocketFilter;

/** Packets as sockets see them: read only, and for socket filters copied access by access. */
public final class PacketsOfSockets {
  private PacketsOfSockets() {}

  @Cgroup(Hook.INGRESS)
  static boolean answered(Packet packet) {
    return packet.length() > 20 && packet.u8(packet.u8(0) & 0x1f) != 0;
  }

  @Cgroup(Hook.EGRESS)
  static boolean negated(Packet packet) {
    boolean even = (packet.be16(2) & 1) == 0;
    return !even && packet.has(packet.u8(1), 4);
  }

  @SocketFilter
  static int everySizeAndOrder(Packet packet) {
    return Packets.everySizeAndOrder(packet);
  }

  @SocketFilter
  static int askedInManyWays(Packet packet) {
    return Packets.askedInManyWays(packet);
  }

  @SocketFilter
  static int optionsWalked(Packet packet) {
    return Packets.optionsWalked(packet);
  }

  @SocketFilter
  static int lastBytes(Packet packet) {
    return Packets.lastBytes(packet);
  }

  @SocketFilter
  static int beyondEverything(Packet packet) {
    return Packets.beyondEverything(packet);
  }

  @SocketFilter
  static int headerOfVariableLength(Packet packet) {
    return Packets.headerOfVariableLength(packet);
  }
}
