package dev.keelson.network;

import static dev.keelson.network.PrivateNetwork.FAR;
import static dev.keelson.network.PrivateNetwork.await;
import static dev.keelson.network.PrivateNetwork.sendDatagrams;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.NetworkDevice;
import dev.keelson.program.FlowDissector;
import dev.keelson.program.HashMap;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.Packet;
import dev.keelson.program.SkLookup;
import dev.keelson.program.SocketFilter;
import dev.keelson.testkit.KernelTest;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Programs that belong to a network namespace, and socket filters. */
class NamespaceProgramsKernelTest {
  static final class Lookups {
    static final HashMap<Integer, Long> PORTS = Maps.hash(64);

    @KernelStruct("bpf_sk_lookup")
    interface Lookup {
      int protocol();

      int localPort();
    }

    private Lookups() {}

    @SkLookup
    static boolean looking(Lookup lookup) {
      if (lookup.protocol() == 6) {
        Long count = PORTS.get(lookup.localPort());
        PORTS.put(lookup.localPort(), count == null ? 1 : count + 1);
      }
      return lookup.localPort() != 4001;
    }
  }

  static final class Headers {
    static final HashMap<Integer, Long> PORTS = Maps.hash(64);

    private Headers() {}

    @FlowDissector
    static int dissecting(Packet packet) {
      if (packet.length() >= 42) {
        count(packet.be16(36));
      }
      return FlowDissector.CONTINUE;
    }

    @SocketFilter
    static int filtering(Packet packet) {
      if (packet.length() < 42 || packet.be16(12) != 0x0800 || packet.u8(23) != 17) {
        return 0;
      }
      count(packet.be16(36));
      return 0;
    }

    private static void count(int port) {
      Long count = PORTS.get(port);
      PORTS.put(port, count == null ? 1 : count + 1);
    }
  }

  @KernelTest
  void aLookupIsSeenAndRefused() throws Exception {
    PrivateNetwork.inside(() -> {
      try (LoadedProgram loaded = Keelson.program(Lookups.class).load();
          ServerSocket open = new ServerSocket(4000, 5, InetAddress.getLoopbackAddress());
          ServerSocket closed = new ServerSocket(4001, 5, InetAddress.getLoopbackAddress())) {
        try (AttachedPrograms attached = loaded.attachAll()) {
          assertThat(attached.attachments()).hasSize(1);
          new Socket(InetAddress.getLoopbackAddress(), 4000).close();
          open.accept().close();
          assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), 4001).close())
              .isInstanceOf(ConnectException.class);
          assertThat(loaded.map(Lookups.PORTS).get(4000)).isPositive();
          assertThat(loaded.map(Lookups.PORTS).get(4001)).isPositive();
        }
        new Socket(InetAddress.getLoopbackAddress(), 4001).close();
        closed.accept().close();
      }
    });
  }

  @KernelTest(since = "6.2")
  void headersAreTakenApart() throws Exception {
    PrivateNetwork.inside(() -> {
      try (LoadedProgram loaded = Keelson.program(Headers.class).load();
          AttachedPrograms attached = loaded.attachAll()) {
        assertThat(attached.attachments()).hasSize(1);
        // A frame that is sent as it is: the kernel looks for its transport header.
        sendFrame(NetworkDevice.named(PrivateNetwork.NEAR).index(), 4000);
        assertThat(loaded.map(Headers.PORTS).get(4000)).isPositive();
      }
    });
  }

  @KernelTest
  void aSocketFilterSeesWhatPassesTheDevice() throws Exception {
    PrivateNetwork.inside(() -> {
      try (LoadedProgram loaded = Keelson.program(Headers.class).load()) {
        try (Attachment filter = loaded.attach("filtering", NetworkDevice.named(FAR))) {
          assertThat(filter.program().name()).isEqualTo("filtering");
          sendDatagrams("10.7.0.2", 4000, 9, 100);
          await("9 are counted", () -> Long.valueOf(9).equals(loaded.map(Headers.PORTS).get(4000)));
        }
        sendDatagrams("10.7.0.2", 4000, 3, 100);
        assertThat(loaded.map(Headers.PORTS).get(4000)).isEqualTo(9);
        assertThat(loaded.faults()).isEmpty();
      }
    });
  }

  /** Ethernet, IPv4 and UDP to a port, through a packet socket. */
  private static void sendFrame(int device, int port) throws Exception {
    String frame =
        "02000000000202000000000108004500001c00004000401100000a0700010a070002"
            + "0bb8%04x00080000".formatted(port);
    String script =
        "socket(S, 17, 3, 0x0300) or die;"
            + " my $to = pack(\"S n i S C C a8\", 17, 0x0800, %d, 0, 0, 6, \"\\x02\");"
                .formatted(device)
            + " send(S, pack(\"H*\", \"%s\"), 0, $to) or die \"$!\"".formatted(frame);
    Process perl = new ProcessBuilder("perl", "-e", script).inheritIO().start();
    assertThat(perl.waitFor()).isZero();
  }
}
