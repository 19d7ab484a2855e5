package dev.keelson.differential.corpus;

import dev.keelson.program.Packet;
import dev.keelson.program.Tc;

/** The same on the packets that TC sees, whose context is another. */
public final class PacketsAtTc {
  private PacketsAtTc() {}

  @Tc
  static int headerOfVariableLength(Packet packet) {
    return Packets.headerOfVariableLength(packet);
  }

  @Tc(egress = true)
  static int oneHopLess(Packet packet) {
    return Packets.oneHopLess(packet);
  }

  @Tc
  static int optionsWalked(Packet packet) {
    return Packets.optionsWalked(packet);
  }

  @Tc
  static int writesBeforeTheFault(Packet packet) {
    return Packets.writesBeforeTheFault(packet);
  }
}
