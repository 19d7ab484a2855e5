package dev.keelson.faults;

import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.report.Alarms;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A victim that suffers nothing: of it there shall be no alarm.
 *
 * @param port where it answers requests; 0 for one that has nothing to do
 */
record Control(String name, int port) {
  static final List<String> HEAD =
      List.of(
          "| without a fault | slow waits | longest | together | alarms |",
          "|---|---|---|---|---|");

  private static final int CLIENTS = 4;
  private static final Duration BETWEEN = Duration.ofMillis(5);

  static List<Control> all() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return List.of(
          new Control("idle JVM", 0), new Control("healthy service", free.getLocalPort()));
    }
  }

  String row(Duration time) throws IOException, InterruptedException {
    List<String> work = port == 0 ? List.of("idle") : List.of("serve", Integer.toString(port));
    try (VictimProcess victim = new VictimProcess(List.of(), List.of(), work)) {
      Injection.await(Trial.WARM_UP);
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS && port != 0; i++) {
        clients.add(Thread.ofPlatform().daemon().start(this::asks));
      }
      CauseReport causes = Trial.watch(victim, () -> Injection.await(time));
      for (Thread client : clients) {
        client.interrupt();
      }
      String alarms =
          Alarms.of(causes).stream()
              .map(sum ->
                  String.format(
                      Locale.ROOT, "%s %.1f ms (%s)", sum.cause(), sum.nanos() / 1e6, sum.detail()))
              .collect(Collectors.joining(", "));
      return String.format(
          Locale.ROOT,
          "| %s | %d | %.1f ms | %.1f ms | %s |",
          name,
          causes.worst().size(),
          causes.worst().isEmpty() ? 0 : causes.worst().getFirst().durationNanos() / 1e6,
          causes.rankedNanos() / 1e6,
          alarms.isEmpty() ? "none" : alarms);
    }
  }

  private void asks() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream())) {
      long number = 0;
      while (true) {
        out.writeLong(number);
        number = in.readLong();
        Injection.await(BETWEEN);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      // enough
    }
  }
}
