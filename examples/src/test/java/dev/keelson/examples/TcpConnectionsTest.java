package dev.keelson.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel side, called as the ordinary Java that it is. */
class TcpConnectionsTest {
  private int before;

  @BeforeEach
  void nothingYet() {
    before = TcpConnections.CONNECTIONS.emitted().size();
  }

  @Test
  void aConnectionIsSeenOnceItIsEstablished() {
    TcpConnections.changed(new Peer(0x0100007f), 2, 1);
    assertThat(TcpConnections.CONNECTIONS.emitted()).hasSize(before + 1);
    TcpConnections.Connection seen = TcpConnections.CONNECTIONS.emitted().getLast();
    assertThat(seen.incoming()).isFalse();
    assertThat(TcpConnections.dotted(seen.remoteAddress())).isEqualTo("127.0.0.1");
    assertThat(TcpConnections.inJava(seen.remotePort())).isEqualTo(443);
  }

  @Test
  void aConnectionThatClosesIsNotSeen() {
    TcpConnections.changed(new Peer(0x0100007f), 1, 4);
    assertThat(TcpConnections.CONNECTIONS.emitted()).hasSize(before);
  }

  @Test
  void aConnectionOfIpv6AloneIsNotSeen() {
    TcpConnections.changed(new Peer(0), 2, 1);
    TcpConnections.changed(new Peer(0x0600007f), 3, 1);
    assertThat(TcpConnections.CONNECTIONS.emitted()).hasSize(before);
  }

  private record Peer(int remoteAddress) implements TcpConnections.Socket {
    @Override
    public int localAddress() {
      return 0x0100007f;
    }

    @Override
    public int localPort() {
      return 50_000;
    }

    @Override
    public int remotePort() {
      return 0xbb01; // 443 in network byte order
    }
  }
}
