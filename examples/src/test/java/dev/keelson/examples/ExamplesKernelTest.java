package dev.keelson.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.AttachedPrograms;
import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.UprobeTarget;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Each example, compiled, loaded and attached, sees the one thing that the test makes happen. */
class ExamplesKernelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @KernelTest
  void runQueueWaitSeesTheWaitsOfThisProcess() throws Exception {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    try (LoadedProgram loaded =
            Keelson.program(RunQueueWait.class, MethodHandles.lookup())
                .setting(RunQueueWait.PROCESS, self)
                .load();
        EventRing<RunQueueWait.Wait> waits = loaded.ring(RunQueueWait.WAITS);
        AttachedPrograms _ = loaded.attachAll()) {
      Thread.ofPlatform().start(() -> {}).join(); // born, scheduled, ended: at least one wait
      RunQueueWait.Wait wait = await(waits, any -> true);
      assertThat(wait.nanos()).isBetween(0L, PATIENCE.toNanos());
      assertThat(wait.tid()).isPositive();
    }
  }

  @KernelTest
  void syscallCountsCountThoseOfThisProcess() {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    try (LoadedProgram loaded =
            Keelson.program(SyscallCounts.class, MethodHandles.lookup()).load();
        AttachedPrograms _ = loaded.attachAll()) {
      for (int call = 0; call < 100; call++) {
        assertThat(Files.exists(Path.of("/nonexistent" + call))).isFalse();
      }
      SyscallCounts.Count count = loaded.map(SyscallCounts.COUNTS).get(self);
      assertThat(count).isNotNull();
      assertThat(count.calls).isGreaterThanOrEqualTo(100);
    }
  }

  @KernelTest
  void processLifetimesSeeAChildFail() throws Exception {
    try (LoadedProgram loaded =
            Keelson.program(ProcessLifetimes.class, MethodHandles.lookup()).load();
        EventRing<ProcessLifetimes.Lifetime> ended = loaded.ring(ProcessLifetimes.ENDED);
        AttachedPrograms _ = loaded.attachAll()) {
      Process child = new ProcessBuilder("sh", "-c", "exit 7").start();
      assertThat(child.waitFor()).isEqualTo(7);
      ProcessLifetimes.Lifetime lifetime = await(ended, event -> event.pid() == child.pid());
      assertThat(lifetime.exitCode()).isEqualTo(7 << 8);
      assertThat(lifetime.parent()).isEqualTo((int) ProcessHandle.current().pid());
      assertThat(lifetime.nanos()).isPositive();
    }
  }

  @KernelTest
  void tcpConnectionsSeeBothEndsOfALoopbackConnection() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (LoadedProgram loaded =
            Keelson.program(TcpConnections.class, MethodHandles.lookup()).load();
        EventRing<TcpConnections.Connection> connections = loaded.ring(TcpConnections.CONNECTIONS);
        AttachedPrograms _ = loaded.attachAll();
        ServerSocket server = new ServerSocket(0, 1, loopback);
        Socket client = new Socket(loopback, server.getLocalPort())) {
      List<TcpConnections.Connection> ends = new ArrayList<>(); // in either order
      await(
          connections,
          event -> {
            int port =
                event.incoming() ? event.localPort() : TcpConnections.inJava(event.remotePort());
            return port == server.getLocalPort() && ends.add(event) && ends.size() == 2;
          });
      assertThat(ends)
          .allMatch(end -> TcpConnections.dotted(end.remoteAddress()).equals("127.0.0.1"));
      assertThat(ends)
          .map(end -> end.incoming() ? TcpConnections.inJava(end.remotePort()) : end.localPort())
          .containsExactly(client.getLocalPort(), client.getLocalPort());
    }
  }

  @KernelTest
  void libraryCallTimesSeeAFunctionOfLibc() throws Exception {
    UprobeTarget function = UprobeTarget.function(libc(), "setlocale", UprobeTarget.ANY_PROCESS);
    try (LoadedProgram loaded =
            Keelson.program(LibraryCallTimes.class, MethodHandles.lookup()).load();
        EventRing<LibraryCallTimes.Call> calls = loaded.ring(LibraryCallTimes.CALLS);
        Attachment _ = loaded.attach("entered", function);
        Attachment _ = loaded.attach("returned", function)) {
      Process child = new ProcessBuilder("date").start();
      assertThat(child.waitFor()).isZero();
      LibraryCallTimes.Call call = await(calls, event -> event.processId() == child.pid());
      assertThat(call.threadId()).isEqualTo(call.processId());
      assertThat(call.nanos()).isPositive();
    }
  }

  /** The libc that this JVM has mapped. */
  private static Path libc() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.endsWith("/libc.so.6"))
        .map(line -> Path.of(line.substring(line.indexOf('/'))))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T await(EventRing<T> ring, Predicate<T> wanted) {
    List<T> found = new ArrayList<>();
    long started = System.nanoTime();
    while (found.isEmpty()) {
      assertThat(System.nanoTime() - started).isLessThan(PATIENCE.toNanos());
      ring.poll(
          Duration.ofSeconds(1),
          event -> {
            if (wanted.test(event)) {
              found.add(event);
            }
          });
    }
    return found.getFirst();
  }
}
