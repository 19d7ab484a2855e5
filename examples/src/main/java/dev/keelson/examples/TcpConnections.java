package dev.keelson.examples;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;

/** Every TCP connection over IPv4 that is established, outgoing and incoming. */
public final class TcpConnections {
  // include/net/tcp_states.h
  private static final int ESTABLISHED = 1;
  private static final int SYN_SENT = 2;
  private static final int SYN_RECEIVED = 3;

  // AF_INET, include/linux/socket.h
  private static final int IPV4 = 2;

  /** Addresses and {@code remotePort} in network byte order, as the kernel keeps them. */
  record Connection(
      int localAddress, int localPort, int remoteAddress, int remotePort, boolean incoming) {}

  /** The fields lie in an inner struct; a path reaches them. */
  @KernelStruct("sock")
  interface Socket {
    @Field("__sk_common.skc_family")
    int family();

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

  @BtfTracepoint("inet_sock_set_state")
  static void changed(Socket socket, int oldState, int newState) {
    boolean opened = oldState == SYN_SENT || oldState == SYN_RECEIVED;
    if (newState == ESTABLISHED && opened && socket.family() == IPV4) {
      CONNECTIONS.emit(
          new Connection(
              socket.localAddress(),
              socket.localPort(),
              socket.remoteAddress(),
              socket.remotePort(),
              oldState == SYN_RECEIVED));
    }
  }
}
