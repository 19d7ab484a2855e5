package dev.keelson.examples;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.NetworkDevice;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.Packet;
import dev.keelson.program.Xdp;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/** What a network device receives, by protocol and port: seen before the kernel's network stack. */
public final class TrafficByPort {
  /** An IP protocol, 6 for TCP and 17 for UDP, and the port that packets go to. */
  record Flow(int protocol, int port) {}

  /** Lives in the map. */
  static final class Traffic {
    long packets;
    long bytes;
  }

  static final HashMap<Flow, Traffic> TRAFFIC = Maps.lruHash(4_096);

  private static final int IPV4 = 0x0800;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private TrafficByPort() {}

  /**
   * Prints the traffic of the device named first, at each press of Enter, until the end of input.
   */
  public static void main(String[] arguments) {
    try (LoadedProgram loaded =
            Keelson.program(TrafficByPort.class, MethodHandles.lookup()).load();
        Attachment _ = loaded.attach("received", NetworkDevice.named(arguments[0]));
        Scanner input = new Scanner(System.in, StandardCharsets.UTF_8)) {
      while (input.hasNextLine()) {
        input.nextLine();
        loaded
            .map(TRAFFIC)
            .forEach((flow, traffic) ->
                System.out.printf(
                    "%s %d packets, %d bytes%n", flow, traffic.packets, traffic.bytes));
      }
    }
  }

  @Xdp
  static void received(Packet packet) {
    if (packet.length() < 34 || packet.be16(12) != IPV4) {
      return;
    }
    int protocol = packet.u8(23);
    int ports = 14 + (packet.u8(14) & 0xf) * 4; // behind the IP header, which may have options
    if ((protocol == TCP || protocol == UDP) && packet.has(ports, 4)) {
      count(new Flow(protocol, packet.be16(ports + 2)), packet.length());
    }
  }

  private static void count(Flow flow, int bytes) {
    Traffic traffic = TRAFFIC.get(flow);
    if (traffic == null) {
      TRAFFIC.putIfAbsent(flow, new Traffic());
      traffic = TRAFFIC.get(flow);
    }
    if (traffic != null) {
      traffic.packets++;
      traffic.bytes += bytes;
    }
  }
}
