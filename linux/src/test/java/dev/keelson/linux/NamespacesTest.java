package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class NamespacesTest {
  @Test
  void aNetworkOfItsOwnHasOnlyALoopbackDeviceThatIsDown() throws Exception {
    assumeThat(SystemInfo.capabilities()).contains(Capability.CAP_SYS_ADMIN);
    FutureTask<List<String>> inside =
        new FutureTask<>(() -> {
          Namespaces.unshareNetwork();
          NetworkInterface loopback = NetworkInterface.getByName("lo");
          assertThat(loopback.isUp()).isFalse();
          // Java's own list is partly that of the main thread: it reads /proc/self/net.
          return java.nio.file.Files.readAllLines(Path.of("/proc/thread-self/net/dev"));
        });
    Thread own = Thread.ofPlatform().start(inside);
    own.join();

    assertThat(inside.get()).hasSize(3).last().asString().contains(" lo:"); // below two of titles
    assertThat(NetworkInterface.getByName("lo").isUp()).isTrue();
  }
}
