package dev.keelson.compiler.front;

import dev.keelson.program.Packet;
import dev.keelson.program.Xdp;

/** The worked example of docs/compiler.md. */
final class Only4 {
  static long dropped;

  private Only4() {}

  @Xdp
  static int only4(Packet packet) {
    if (packet.length() >= 34 && packet.be16(12) == 0x0800 && packet.u8(23) != 1) {
      return Xdp.PASS;
    }
    dropped++;
    return Xdp.DROP;
  }
}
