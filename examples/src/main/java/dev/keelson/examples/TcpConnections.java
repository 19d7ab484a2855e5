package dev.keelson.examples;

import dev.keelson.AttachedPrograms;
import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import java.lang.invoke.MethodHandles;
import java.time.Duration;

/** Every TCP connection over IPv4 that is established, outgoing and incoming. */
public final class TcpConnections {
  // include/net/tcp_states.h
  private static final int ESTABLISHED = 1;
  private static final int SYN_SENT = 2;
  private static final int SYN_RECEIVED = 3;

  // LOOPBACK4_IPV6, include/net/ipv6.h: 127.0.0.6, what stands here for an address of IPv6 alone
  private static final int IPV6_ONLY = 0x0600007f;

  /** Addresses and {@code remotePort} in network byte order, as the kernel keeps them. */
  record Connection(
      int localAddress, int localPort, int remoteAddress, int remotePort, boolean incoming) {}

  /** The fields lie in an inner struct; a path reaches them. */
  @KernelStruct("sock")
  interface Socket {
    @Field("__sk_common.skc_rcv_saddr")
    int localAddress();

    @Field("__sk_common.skc_num")
    int localPort();

    @Field("__sk_common.skc_daddr")
    int remoteAddress();

    @Field("__sk_common.skc_dport")
    int remotePort();
  }

  static final RingBuffer<Connection> CONNECTIONS = Maps.ringBuffer(1 << 18);

  private TcpConnections() {}

  /** Prints each connection, until Ctrl-C. */
  public static void main(String[] arguments) {
    try (LoadedProgram loaded =
            Keelson.program(TcpConnections.class, MethodHandles.lookup()).load();
        EventRing<Connection> connections = loaded.ring(CONNECTIONS);
        AttachedPrograms _ = loaded.attachAll()) {
      while (true) {
        connections.poll(
            Duration.ofSeconds(1),
            connection ->
                System.out.println(
                    (connection.incoming() ? "from " : "to ")
                        + dotted(connection.remoteAddress())
                        + " port "
                        + inJava(connection.remotePort())));
      }
    }
  }

  /** {@code 127.0.0.1} of an address in network byte order, read on a little-endian machine. */
  static String dotted(int address) {
    return (address & 0xff)
        + "."
        + (address >>> 8 & 0xff)
        + "."
        + (address >>> 16 & 0xff)
        + "."
        + (address >>> 24);
  }

  /** A port in network byte order as a number, on a little-endian machine. */
  static int inJava(int port) {
    return Short.toUnsignedInt(Short.reverseBytes((short) port));
  }

  @BtfTracepoint("inet_sock_set_state")
  static void changed(Socket socket, int oldState, int newState) {
    boolean opened = oldState == SYN_SENT || oldState == SYN_RECEIVED;
    // Not by family: Java's sockets are IPv6 sockets that also speak IPv4.
    int remote = socket.remoteAddress();
    if (newState == ESTABLISHED && opened && remote != 0 && remote != IPV6_ONLY) {
      CONNECTIONS.emit(
          new Connection(
              socket.localAddress(),
              socket.localPort(),
              remote,
              socket.remotePort(),
              oldState == SYN_RECEIVED));
    }
  }
}
