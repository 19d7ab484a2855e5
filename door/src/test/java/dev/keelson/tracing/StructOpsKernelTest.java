package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.linux.Errno;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.SyscallException;
import dev.keelson.linux.TcpSockets;
import dev.keelson.program.Array;
import dev.keelson.program.Field;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.StructOps;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A TCP congestion control in Java, registered in the kernel and chosen by a socket. */
class StructOpsKernelTest {
  private static final String NAME = "keelson_reno";
  private static final Path AVAILABLE =
      Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control");

  @KernelStruct("tcp_sock")
  interface TcpSocket {
    int sndCwnd();

    void sndCwnd(int segments);

    int sndCwndCnt();

    void sndCwndCnt(int segments);

    int sndSsthresh();

    int priorCwnd();

    @Field("inet_conn.icsk_ca_state")
    int state();
  }

  @KernelStruct("tcp_congestion_ops")
  interface CongestionControl {
    int ssthresh(TcpSocket socket);

    void congAvoid(TcpSocket socket, int acknowledged, int segments);

    int undoCwnd(TcpSocket socket);
  }

  /**
   * Reno (RFC 5681): one segment more for each acknowledged until the threshold, then per round.
   */
  @StructOps(NAME)
  static final class Reno implements CongestionControl {
    static final Array<Long> ROUNDS = Maps.array(2);

    @Override
    public int ssthresh(TcpSocket socket) {
      return Math.max(socket.sndCwnd() >>> 1, 2);
    }

    @Override
    public void congAvoid(TcpSocket socket, int acknowledged, int segments) {
      if (Integer.compareUnsigned(socket.sndCwnd(), socket.sndSsthresh()) < 0) {
        count(0);
        socket.sndCwnd(socket.sndCwnd() + segments);
        return;
      }
      count(1);
      socket.sndCwndCnt(socket.sndCwndCnt() + segments);
      if (Integer.compareUnsigned(socket.sndCwndCnt(), socket.sndCwnd()) >= 0) {
        socket.sndCwndCnt(socket.sndCwndCnt() - socket.sndCwnd());
        socket.sndCwnd(socket.sndCwnd() + 1);
      }
    }

    private void count(int phase) {
      Long before = ROUNDS.get(phase);
      ROUNDS.put(phase, before + 1);
    }

    @Override
    public int undoCwnd(TcpSocket socket) {
      return Math.max(socket.sndCwnd(), socket.priorCwnd());
    }
  }

  private static String available() throws IOException {
    return Files.readString(AVAILABLE);
  }

  /** Sends a number of bytes from a socket that uses the algorithm to one that reads them all. */
  private static long sent(String congestionControl, int bytes) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Long> received =
          CompletableFuture.supplyAsync(() -> {
            try (Socket socket = server.accept()) {
              return (long) socket.getInputStream().readAllBytes().length;
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      try (FileDescriptor socket = TcpSockets.connect(server.getLocalPort(), congestionControl);
          Arena arena = Arena.ofConfined()) {
        assertThat(TcpSockets.congestionControl(socket)).isEqualTo(congestionControl);
        MemorySegment data = arena.allocate(1 << 16);
        for (long left = bytes; left > 0; ) {
          left -=
              dev.keelson.linux.Files.write(
                  socket, data.asSlice(0, Math.min(left, data.byteSize())));
        }
      }
      return received.get();
    }
  }

  @KernelTest
  void aSocketThatChoosesTheJavaAlgorithmSendsEverythingByIt() throws Exception {
    int bytes = 16 << 20;
    try (LoadedProgram loaded = Keelson.program(Reno.class, MethodHandles.lookup()).load()) {
      assertThat(available()).doesNotContain(NAME);
      try (AttachedPrograms attached = loaded.attachAll()) {
        assertThat(attached.attachments()).hasSize(1);
        assertThat(available()).contains(NAME);
        assertThat(sent(NAME, bytes)).isEqualTo(bytes);
        assertThat(loaded.map(Reno.ROUNDS).get(0)).isGreaterThan(10);
        assertThat(loaded.faults()).isEmpty();
      }
      assertThat(available()).doesNotContain(NAME);
      assertThatThrownBy(() -> sent(NAME, 1))
          .isInstanceOfSatisfying(
              SyscallException.class,
              refused -> assertThat(refused.errno()).isEqualTo(Errno.ENOENT));
    }
  }

  @Test
  void onTheJvmItIsAnOrdinaryObject() {
    Reno reno = new Reno();
    int[] windows = {10, 0};
    TcpSocket socket =
        new TcpSocket() {
          @Override
          public int sndCwnd() {
            return windows[0];
          }

          @Override
          public void sndCwnd(int segments) {
            windows[0] = segments;
          }

          @Override
          public int sndCwndCnt() {
            return windows[1];
          }

          @Override
          public void sndCwndCnt(int segments) {
            windows[1] = segments;
          }

          @Override
          public int sndSsthresh() {
            return 12;
          }

          @Override
          public int priorCwnd() {
            return 40;
          }

          @Override
          public int state() {
            return 0;
          }
        };
    reno.congAvoid(socket, 0, 2); // below the threshold
    assertThat(windows).containsExactly(12, 0);
    reno.congAvoid(socket, 0, 5);
    assertThat(windows).containsExactly(12, 5);
    reno.congAvoid(socket, 0, 7); // a whole window was acknowledged
    assertThat(windows).containsExactly(13, 0);
    assertThat(reno.ssthresh(socket)).isEqualTo(6);
    assertThat(reno.undoCwnd(socket)).isEqualTo(40);
  }
}
