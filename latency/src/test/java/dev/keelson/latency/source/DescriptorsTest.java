package dev.keelson.latency.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Fact.Descriptor.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors of this very process, which knows what it opened. */
class DescriptorsTest {
  private static final Path SELF = Path.of("/proc/self");

  @FunctionalInterface
  private interface Opening<T> {
    T open() throws IOException;
  }

  private final Map<Object, Set<Integer>> opened = new HashMap<>();

  /** The first channel of each kind opens descriptors for the library itself. */
  @BeforeAll
  static void theLibraryHasWhatItNeeds() throws IOException {
    Pipe pipe = Pipe.open();
    try (ServerSocketChannel _ = ServerSocketChannel.open();
        ServerSocketChannel _ = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        DatagramChannel _ = DatagramChannel.open();
        FileChannel _ = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ);
        Pipe.SourceChannel _ = pipe.source();
        Pipe.SinkChannel _ = pipe.sink()) {
      assertThat(pipe.source().isOpen()).isTrue();
    }
  }

  @Test
  void aListenerAndWhatItAcceptsServeAndWhoConnectedIsAClient() throws IOException {
    try (ServerSocketChannel server = remember(ServerSocketChannel::open);
        SocketChannel client = remember(SocketChannel::open)) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client.connect(server.getLocalAddress());
      try (SocketChannel accepted = remember(server::accept)) {
        String address = "127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort();

        assertThat(kind(server)).isEqualTo(Kind.SERVER_SOCKET);
        assertThat(found(server).text()).endsWith(":" + address.split(":", -1)[1]);
        assertThat(kind(accepted)).isEqualTo(Kind.SERVER_SOCKET);
        assertThat(kind(client)).isEqualTo(Kind.CLIENT_SOCKET);
        assertThat(found(client).text()).isEqualTo(address);
      }
    }
  }

  @Test
  void unixSocketsServeUnderTheirPath(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("socket");
    try (ServerSocketChannel server =
            remember(() -> ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        SocketChannel client = remember(() -> SocketChannel.open(StandardProtocolFamily.UNIX))) {
      server.bind(UnixDomainSocketAddress.of(path));
      client.connect(UnixDomainSocketAddress.of(path));
      try (SocketChannel accepted = remember(server::accept)) {
        assertThat(kind(server)).isEqualTo(Kind.SERVER_SOCKET);
        assertThat(kind(accepted)).isEqualTo(Kind.SERVER_SOCKET);
        assertThat(found(accepted).text()).isEqualTo(path.toString());
        assertThat(kind(client)).isEqualTo(Kind.CLIENT_SOCKET);
      }
    }
  }

  @Test
  void filesAreFilesAndTheRestIsSomethingElse(@TempDir Path folder) throws IOException {
    Path path = Files.createFile(folder.resolve("data"));
    try (FileChannel file = remember(() -> FileChannel.open(path, StandardOpenOption.READ));
        FileChannel device =
            remember(() -> FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ));
        DatagramChannel datagrams = remember(DatagramChannel::open)) {
      Pipe pipe = remember(Pipe::open);
      try (Pipe.SourceChannel _ = pipe.source();
          Pipe.SinkChannel _ = pipe.sink()) {
        assertThat(kind(file)).isEqualTo(Kind.FILE);
        assertThat(found(file).text()).isEqualTo(path.toString());
        assertThat(kind(device)).isEqualTo(Kind.OTHER);
        assertThat(kind(datagrams)).isEqualTo(Kind.OTHER);
        assertThat(kind(pipe)).isEqualTo(Kind.OTHER);
      }
    }
  }

  @Test
  void theSameDescriptorIsLookedAtOnceASecondAndToldWhenItIsAnother(@TempDir Path folder)
      throws IOException {
    Path link = folder.resolve("fd/7");
    Files.createDirectories(link.getParent());
    Path first = Files.createFile(folder.resolve("first"));
    Path second = Files.createFile(folder.resolve("second"));
    Files.createSymbolicLink(link, first);
    Descriptors descriptors = new Descriptors(folder);

    assertThat(descriptors.look(1, 7, 1000))
        .contains(new Fact.Descriptor(1, 7, 1000, Kind.FILE, first.toString()));
    assertThat(descriptors.look(1, 7, 1_000_002_000)).isEmpty();
    Files.delete(link);
    Files.createSymbolicLink(link, second);
    assertThat(descriptors.look(1, 7, 1_500_000_000)).isEmpty();
    assertThat(descriptors.look(1, 7, 2_500_000_000L))
        .contains(new Fact.Descriptor(1, 7, 2_500_000_000L, Kind.FILE, second.toString()));
    Files.delete(link);
    assertThat(descriptors.look(1, 7, 9_000_000_000L)).isEmpty();
  }

  private <T> T remember(Opening<T> opening) throws IOException {
    Set<Integer> before = open();
    T one = opening.open();
    Set<Integer> more = open();
    more.removeAll(before);
    opened.put(one, more);
    return one;
  }

  private Kind kind(Object one) {
    return found(one).kind();
  }

  private Fact.Descriptor found(Object one) {
    Descriptors descriptors = new Descriptors(SELF);
    return opened.get(one).stream()
        .map(number -> descriptors.look(1, number, 1))
        .flatMap(Optional::stream)
        .map(Fact.Descriptor.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Set<Integer> open() throws IOException {
    try (Stream<Path> links = Files.list(SELF.resolve("fd"))) {
      // Without the one that the listing itself has open, whose number is the next to be given.
      return links
          .filter(link -> !target(link).startsWith("/proc"))
          .map(link -> Integer.parseInt(link.getFileName().toString()))
          .collect(Collectors.toSet());
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException gone) {
      return "/proc";
    }
  }
}
