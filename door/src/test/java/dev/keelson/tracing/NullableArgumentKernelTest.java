package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.RawTracepoint;
import dev.keelson.program.Setting;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** TCP resets: with a socket and no packet when one is torn down, with a packet otherwise. */
class NullableArgumentKernelTest {
  @KernelStruct("sock")
  interface Sock {}

  @KernelStruct("inet_sock")
  interface InetSock {
    char inetSport();
  }

  @KernelStruct("sk_buff")
  interface SkBuff {
    int len();
  }

  static final class Resets {
    static final Setting<Integer> PROCESS = Setting.of(0);
    static final HashMap<Integer, Integer> LENGTHS = Maps.hash(64);
    static long unasked;
    static long byRaw;

    private Resets() {}

    @BtfTracepoint("tcp_send_reset")
    static void careful(Sock socket, SkBuff packet) {
      if (socket != null) {
        char port = Character.reverseBytes(Kernel.as(socket, InetSock.class).inetSport());
        LENGTHS.put((int) port, packet == null ? -1 : packet.len());
      }
    }

    @BtfTracepoint("tcp_send_reset")
    static void careless(Object socket, SkBuff packet) {
      if (Kernel.processId() == PROCESS.get() && packet.len() > 0) {
        unasked++;
      }
    }

    @RawTracepoint("tcp_send_reset")
    static void raw(Sock socket, SkBuff packet) {
      if (Kernel.processId() == PROCESS.get() && packet.len() > 0) {
        byRaw++;
      }
    }
  }

  private static int torn() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      client.setSoLinger(true, 0); // closes with a reset
      return client.getLocalPort();
    }
  }

  private static void refused() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      throw new AssertionError("somebody listens at " + port);
    } catch (ConnectException _) {
      // The reset came.
    }
  }

  @KernelTest
  void whatMayBeNullIsAskedAboutOrIsAFault() throws IOException {
    try (LoadedProgram loaded =
            Keelson.program(Resets.class, MethodHandles.lookup())
                .setting(Resets.PROCESS, Math.toIntExact(ProcessHandle.current().pid()))
                .load();
        AttachedPrograms _ = loaded.attachAll()) {
      int port = torn();
      assertThat(loaded.map(Resets.LENGTHS).get(port)).isEqualTo(-1);
      assertThat(loaded.faults())
          .satisfiesExactlyInAnyOrder(
              fault -> {
                assertThat(fault.site().program()).isEqualTo("careless");
                assertThat(fault.site().kind()).isEqualTo("NULL_POINTER");
                assertThat(fault.count()).isEqualTo(1);
              },
              fault -> assertThat(fault.site().program()).isEqualTo("raw"));
      assertThat(loaded.global("unasked", Long.class).get()).isZero();

      refused();
      assertThat(loaded.global("unasked", Long.class).get()).isEqualTo(1);
      assertThat(loaded.global("byRaw", Long.class).get()).isEqualTo(1);
    }
  }
}
