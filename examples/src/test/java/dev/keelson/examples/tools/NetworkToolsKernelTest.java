package dev.keelson.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.NetworkDevice;
import dev.keelson.linux.Namespaces;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;

/** {@link NetworkTools}, in a network of the test's own that has a loopback device alone. */
class NetworkToolsKernelTest {
  private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());
  // include/net/tcp_states.h; include/uapi/linux/in.h
  private static final int ESTABLISHED = 1;
  private static final int SYN_SENT = 2;
  private static final int UDP = 17;

  /** What a test does there. */
  interface Body {
    void run(InetAddress loopback) throws Exception;
  }

  private static void inPrivateNetwork(Body body) throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          Namespaces.unshareNetwork();
          Child.run("ip", "link", "set", "lo", "up");
          body.run(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
          return null;
        });
    Thread.ofPlatform().name("private-net").start(task);
    task.get();
  }

  private static LoadedProgram load() {
    return Keelson.program(NetworkTools.class, MethodHandles.lookup()).load();
  }

  private static <T> List<T> drained(EventRing<T> ring) {
    List<T> events = new ArrayList<>();
    ring.drain(events::add);
    return events;
  }

  private static void send(byte[] bytes, InetAddress to, int port, int times) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(to, 0))) {
      for (int i = 0; i < times; i++) {
        socket.send(new DatagramPacket(bytes, bytes.length, to, port));
      }
    }
  }

  /** The number of that name in the network's own account, /proc/net/snmp. */
  private static long snmp(String protocol, String name) {
    List<String[]> lines =
        Child.read("/proc/thread-self/net/snmp")
            .lines()
            .filter(line -> line.startsWith(protocol + ":"))
            .map(line -> line.split(" ", -1))
            .toList();
    return Long.parseLong(lines.get(1)[Arrays.asList(lines.get(0)).indexOf(name)]);
  }

  @KernelTest
  void connectsHaveProcessThreadAndPort() throws Exception {
    inPrivateNetwork(loopback -> {
      try (LoadedProgram loaded = load();
          EventRing<NetworkTools.Connected> ring = loaded.ring(NetworkTools.CONNECTED);
          Attachment _ = loaded.attach("connecting");
          ServerSocket server = new ServerSocket(0, 1, loopback);
          Socket client = new Socket(loopback, server.getLocalPort())) {
        assertThat(drained(ring))
            .filteredOn(one -> one.process() == SELF && one.port() == client.getPort())
            .singleElement()
            .satisfies(one -> assertThat(Child.text(one.name())).isEqualTo("private-net"));
      }
    });
  }

  @KernelTest
  void livesLastFromEstablishedToClosed() throws Exception {
    inPrivateNetwork(loopback -> {
      try (LoadedProgram loaded = load();
          EventRing<NetworkTools.Lived> ring = loaded.ring(NetworkTools.LIVED);
          Attachment _ = loaded.attach("lived");
          ServerSocket server = new ServerSocket(0, 1, loopback)) {
        long before = System.nanoTime();
        Socket client = new Socket(loopback, server.getLocalPort());
        Socket accepted = server.accept();
        long opened = System.nanoTime();
        long closing = System.nanoTime();
        accepted.close();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        int port = client.getLocalPort();
        client.close();
        // Its sockets close in the background, one after the other.
        List<NetworkTools.Lived> lived = new ArrayList<>();
        Predicate<NetworkTools.Lived> own =
            one -> one.local() == port && one.remote() == server.getLocalPort();
        Child.await(
            "the client's end has closed",
            () -> {
              lived.addAll(drained(ring));
              return lived.stream().anyMatch(own);
            });
        assertThat(lived)
            .filteredOn(own)
            .singleElement()
            .satisfies(one ->
                assertThat(one.nanos()).isBetween(closing - opened, System.nanoTime() - before));
      }
    });
  }

  @KernelTest
  void transitionsAreCounted() throws Exception {
    inPrivateNetwork(loopback -> {
      try (LoadedProgram loaded = load();
          Attachment _ = loaded.attach("changed");
          ServerSocket server = new ServerSocket(0, 1, loopback);
          Socket client = new Socket(loopback, server.getLocalPort())) {
        assertThat(
                loaded
                    .map(NetworkTools.TRANSITIONS)
                    .get(new NetworkTools.Transition(client.getLocalPort(), SYN_SENT, ESTABLISHED)))
            .isEqualTo(1);
      }
    });
  }

  @KernelTest
  void resetsAreThoseOfRefusedConnections() throws Exception {
    inPrivateNetwork(loopback -> {
      try (LoadedProgram loaded = load();
          Attachment _ = loaded.attach("reset")) {
        long before = snmp("Tcp", "OutRsts");
        for (int i = 0; i < 6; i++) {
          try (Socket socket = new Socket()) {
            assertThat(refused(socket, new InetSocketAddress(loopback, 7))).isTrue();
          }
        }
        assertThat(loaded.map(NetworkTools.RESETS).get(7))
            .isEqualTo(6)
            .isEqualTo(snmp("Tcp", "OutRsts") - before);
      }
    });
  }

  private static boolean refused(Socket socket, InetSocketAddress address) throws Exception {
    try {
      socket.connect(address);
      return false;
    } catch (java.net.ConnectException _) {
      return true;
    }
  }

  @KernelTest
  void dropsAreThoseThatTheNetworkCounts() throws Exception {
    inPrivateNetwork(loopback -> {
      try (LoadedProgram loaded = load();
          Attachment _ = loaded.attach("dropped")) {
        long before = snmp("Udp", "NoPorts");
        int device = NetworkDevice.named("lo").index();
        send(new byte[10], loopback, 9, 15);
        Child.await("15 datagrams found no port", () -> snmp("Udp", "NoPorts") - before == 15);
        assertThat(loaded.map(NetworkTools.DROPS).toMap())
            .anySatisfy((drop, count) -> {
              assertThat(drop.device()).isEqualTo(device);
              assertThat(count).isEqualTo(15);
            });
      }
    });
  }

  @KernelTest
  void sentBytesAreThoseOfTheDevice() throws Exception {
    inPrivateNetwork(loopback -> {
      try (LoadedProgram loaded = load();
          DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback, 0));
          Attachment _ = loaded.attach("sent")) {
        send(new byte[1000], loopback, socket.getLocalPort(), 20);
        byte[] name = Arrays.copyOf("lo".getBytes(StandardCharsets.UTF_8), 16);
        long bytes = 0;
        for (var entry : loaded.map(NetworkTools.SENT).toMap().entrySet()) {
          bytes += Arrays.equals(entry.getKey().name(), name) ? entry.getValue() : 0;
        }
        // Other networks have a device of that name too.
        assertThat(bytes).isGreaterThanOrEqualTo(20 * (14 + 20 + 8 + 1000));
      }
    });
  }

  @KernelTest
  void arrivedPacketsAreCountedByProtocol() throws Exception {
    inPrivateNetwork(loopback -> {
      try (LoadedProgram loaded = load();
          Attachment _ = loaded.attach("arrived", NetworkDevice.named("lo"))) {
        send(new byte[30], loopback, 9, 12);
        Child.await("12 datagrams find no port", () -> snmp("Udp", "NoPorts") == 12);
        assertThat(loaded.map(NetworkTools.PROTOCOLS).get(UDP)).isEqualTo(12);
      }
    });
  }

  @KernelTest(since = "6.9")
  void askedNamesAreThoseInTheQuery() throws Exception {
    inPrivateNetwork(loopback -> {
      try (LoadedProgram loaded = load();
          EventRing<NetworkTools.Query> ring = loaded.ring(NetworkTools.QUERIES);
          Attachment _ = loaded.attach("asked", NetworkDevice.named("lo"))) {
        String query = "\0\1\1\0\0\1\0\0\0\0\0\0\3www\7keelson\3dev\0\0\1\0\1";
        send(query.getBytes(StandardCharsets.ISO_8859_1), loopback, 53, 1);
        assertThat(drained(ring))
            .singleElement()
            .satisfies(one -> assertThat(Child.text(one.name())).isEqualTo("www.keelson.dev"));
        assertThat(loaded.faults()).isEmpty();
      }
    });
  }
}
