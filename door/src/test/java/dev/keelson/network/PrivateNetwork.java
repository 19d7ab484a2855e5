package dev.keelson.network;

import dev.keelson.linux.Namespaces;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;

/**
 * A network that the test has to itself: it runs in a thread whose network namespace holds the
 * loopback device and a pair of virtual Ethernet devices, all up. Nothing of it reaches the
 * machine's network, and all of it goes with the thread.
 *
 * <pre>
 *   near 10.7.0.1 ----- far (no address: what arrives there, nobody answers)
 * </pre>
 */
final class PrivateNetwork {
  static final String NEAR = "near";
  static final String FAR = "far";

  private PrivateNetwork() {}

  /** What a test does in the network. */
  interface Body {
    void run() throws Exception;
  }

  static void inside(Body body) throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          Namespaces.unshareNetwork();
          ip("link set lo up");
          ip("link add near type veth peer name far");
          ip("addr add 10.7.0.1/24 dev near");
          ip("link set near up");
          ip("link set far up");
          ip("neigh add 10.7.0.2 lladdr 02:00:00:00:00:02 dev near");
          body.run();
          return null;
        });
    Thread.ofPlatform().name("private-network").start(task);
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw (Exception) e.getCause();
    }
  }

  /** Runs iproute2's {@code ip}; children share the thread's network. */
  static void ip(String words) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("ip"));
    command.addAll(Arrays.asList(words.split(" ", -1)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }

  /** Sends {@code count} datagrams with {@code size} bytes each. */
  static void sendDatagrams(String address, int port, int count, int size) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] bytes = new byte[size];
      for (int i = 0; i < count; i++) {
        socket.send(new DatagramPacket(bytes, size, new InetSocketAddress(address, port)));
      }
    }
  }

  /** Waits until packets that are on their way have done what they do. */
  static void await(String what, BooleanSupplier condition) {
    Instant end = Instant.now().plus(Duration.ofSeconds(10));
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("waited for 10 s until " + what);
      }
      Thread.onSpinWait();
    }
  }

  /** A counter of the kernel's own account of a device, for example {@code rx_packets}. */
  static long counter(String device, String name) throws IOException {
    // columns of /proc/net/dev: rx bytes packets errs drop fifo frame compressed multicast, then tx
    List<String> columns =
        List.of("rx_bytes", "rx_packets", "rx_errs", "rx_drop", "", "", "", "", "tx_bytes");
    int column = name.equals("tx_packets") ? 9 : columns.indexOf(name);
    return Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith(device + ":"))
        .map(line -> line.substring(device.length() + 1).strip().split("\\s+", -1)[column])
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
