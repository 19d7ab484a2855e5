package dev.keelson.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.network.PrivateCgroup.Outcome;
import dev.keelson.program.Cgroup;
import dev.keelson.program.Cgroup.Hook;
import dev.keelson.program.HashMap;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.Packet;
import dev.keelson.program.Xdp;
import dev.keelson.testkit.KernelTest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Cgroup programs, asked about what a shell in the cgroup does. */
class CgroupProgramsKernelTest {
  static final class Gate {
    static final HashMap<Integer, Long> SEEN = Maps.hash(1024);

    @KernelStruct("bpf_sock_addr")
    interface Address {
      int userIp4();

      int userPort();

      void userPort(int value);
    }

    @KernelStruct("bpf_sock")
    interface Sock {
      int type();

      int mark();

      void mark(int value);
    }

    @KernelStruct("bpf_sysctl")
    interface Sysctl {
      int write();
    }

    @KernelStruct("bpf_sockopt")
    interface Option {
      int level();

      int optname();
    }

    @KernelStruct("bpf_cgroup_dev_ctx")
    interface Device {
      int major();

      int minor();
    }

    @KernelStruct("bpf_sock_ops")
    interface Connection {
      int op();

      int localPort();
    }

    private Gate() {}

    @Cgroup(Hook.CONNECT4)
    static boolean connecting(Address address) {
      int port = Integer.reverseBytes(address.userPort()) >>> 16;
      count(port);
      if (port == 4002) {
        address.userPort(Integer.reverseBytes(4003 << 16));
        count(Integer.reverseBytes(address.userPort()) >>> 16);
      }
      return port != 4001;
    }

    @Cgroup(Hook.GETPEERNAME4)
    static void asking(Address address) {
      address.userPort(Integer.reverseBytes(4002 << 16));
    }

    @Cgroup(Hook.SOCK_CREATE)
    static boolean making(Sock socket) {
      int before = socket.mark();
      socket.mark(before + 7);
      count(socket.mark() - before + socket.type());
      return true;
    }

    @Cgroup(Hook.EGRESS)
    static boolean leaving(Packet packet) {
      if (packet.length() >= 24 && packet.u8(9) == 6) {
        count(packet.be16(22));
        return packet.be16(22) != 4001;
      }
      return true;
    }

    @Cgroup(Hook.INGRESS)
    static void arriving(Packet packet) {
      count(packet.be16(20)); // the source port; of a packet without one, a fault
    }

    @Cgroup(Hook.SYSCTL)
    static boolean sysctl(Sysctl access) {
      count(access.write());
      return access.write() == 0;
    }

    @Cgroup(Hook.SETSOCKOPT)
    static boolean setting(Option option) {
      count(option.level() * 1000 + option.optname());
      return option.optname() != 6; // SO_BROADCAST
    }

    @Cgroup(Hook.DEVICE)
    static boolean opening(Device device) {
      count(device.major() * 1000 + device.minor());
      return device.minor() != 5; // /dev/zero
    }

    @Cgroup(Hook.SOCK_OPS)
    static void happening(Connection connection) {
      count(connection.op());
    }

    private static void count(int key) {
      Long count = SEEN.get(key);
      SEEN.put(key, count == null ? 1 : count + 1);
    }
  }

  static final class Faulty {
    private Faulty() {}

    @Cgroup(Hook.EGRESS)
    static boolean closed(Packet packet) {
      return packet.u8(100) == 0;
    }

    @Cgroup(value = Hook.EGRESS, onFault = true)
    static boolean open(Packet packet) {
      return packet.u8(100) == 0;
    }

    @Cgroup(Hook.EGRESS)
    static void watching(Packet packet) {
      Gate.SEEN.put(packet.u8(100), 1L);
    }

    @Xdp
    static void passing(Packet packet) {
      Gate.SEEN.put(packet.u8(100), 1L);
    }

    @Xdp(onFault = Xdp.DROP)
    static int dropping(Packet packet) {
      return packet.u8(100);
    }
  }

  /** What a test does while the program is attached to the cgroup. */
  private interface Body {
    void run(LoadedProgram loaded, PrivateCgroup cgroup) throws Exception;
  }

  private static void attached(String method, Body body) throws Exception {
    PrivateNetwork.inside(() -> {
      try (PrivateCgroup cgroup = PrivateCgroup.make();
          LoadedProgram loaded = Keelson.program(Gate.class).load()) {
        try (Attachment attachment = loaded.attach(method, cgroup.folder())) {
          assertThat(attachment.program().name()).isEqualTo(method);
          body.run(loaded, cgroup);
        }
        // Detached, it sees nothing more.
        long before = total(loaded);
        cgroup.run("exec 3<>/dev/tcp/127.0.0.1/1");
        assertThat(total(loaded)).isEqualTo(before);
      }
    });
  }

  private static long total(LoadedProgram loaded) {
    long[] total = new long[1];
    loaded.map(Gate.SEEN).forEach((_, count) -> total[0] += count);
    return total[0];
  }

  private static long seen(LoadedProgram loaded, int key) {
    Long count = loaded.map(Gate.SEEN).get(key);
    return count == null ? 0 : count;
  }

  private static ServerSocket server(int port) throws Exception {
    return new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
  }

  @KernelTest
  void connectIsSeenRefusedAndRedirected() throws Exception {
    attached(
        "connecting",
        (loaded, cgroup) -> {
          try (ServerSocket open = server(4000);
              ServerSocket closed = server(4001);
              ServerSocket other = server(4003)) {
            assertThat(cgroup.run("exec 3<>/dev/tcp/127.0.0.1/4000").status()).isZero();
            open.accept().close();
            Outcome refused = cgroup.run("exec 3<>/dev/tcp/127.0.0.1/4001");
            assertThat(refused.status()).isNotZero();
            assertThat(refused.output()).contains("Operation not permitted");
            assertThat(cgroup.run("exec 3<>/dev/tcp/127.0.0.1/4002").status()).isZero();
            other.accept().close(); // the program sent it here
            new Socket(InetAddress.getLoopbackAddress(), 4001).close(); // not of the cgroup
            closed.accept().close();
            assertThat(seen(loaded, 4000)).isEqualTo(1);
            assertThat(seen(loaded, 4001)).isEqualTo(1);
            assertThat(seen(loaded, 4002)).isEqualTo(1);
            assertThat(seen(loaded, 4003)).isEqualTo(1); // as read after the write
          }
        });
  }

  @KernelTest
  void whoAsksForThePeersNameIsToldAnother() throws Exception {
    attached(
        "asking",
        (_, cgroup) -> {
          try (ServerSocket open = server(4000)) {
            Outcome asked =
                cgroup.run(
                    "perl -MSocket -e 'socket(S, AF_INET, SOCK_STREAM, 0);"
                        + " connect(S, sockaddr_in(4000, INADDR_LOOPBACK)) or die;"
                        + " print +(sockaddr_in(getpeername(S)))[0]'");
            assertThat(open.isBound()).isTrue();
            assertThat(asked.output()).isEqualTo("4002");
          }
        });
  }

  @KernelTest
  void aSocketIsMarkedWhenItIsMade() throws Exception {
    attached(
        "making",
        (loaded, cgroup) -> {
          Outcome mark =
              cgroup.run(
                  "perl -MSocket -e 'socket(S, AF_INET, SOCK_DGRAM, 0);"
                      + " print unpack(\"i\", getsockopt(S, SOL_SOCKET, 36))'"); // SO_MARK
          assertThat(mark.output()).isEqualTo("7");
          assertThat(seen(loaded, 7 + 2)).isEqualTo(1); // SOCK_DGRAM is 2
        });
  }

  @KernelTest
  void aFaultGivesWhatTheProgramSays() {
    try (LoadedProgram loaded = Keelson.program(Faulty.class).load()) {
      byte[] header = new byte[20];
      assertThat(loaded.object().program("closed").testRun(header, 1).returnValue()).isZero();
      assertThat(loaded.object().program("open").testRun(header, 1).returnValue()).isEqualTo(1);
      assertThat(loaded.object().program("watching").testRun(header, 1).returnValue()).isEqualTo(1);
      assertThat(loaded.object().program("passing").testRun(header, 1).returnValue())
          .isEqualTo(Xdp.PASS);
      assertThat(loaded.object().program("dropping").testRun(header, 1).returnValue())
          .isEqualTo(Xdp.DROP);
      assertThat(loaded.faults()).hasSize(5);
    }
  }

  @KernelTest
  void packetsOfTheCgroupAreSeenFromTheirIpHeaderOn() throws Exception {
    attached(
        "leaving",
        (loaded, cgroup) -> {
          try (ServerSocket open = server(4000)) {
            assertThat(cgroup.run("exec 3<>/dev/tcp/127.0.0.1/4000").status()).isZero();
            open.accept().close();
            assertThat(seen(loaded, 4000)).isGreaterThanOrEqualTo(2); // SYN and ACK at least
            assertThat(loaded.faults()).isEmpty();
          }
        });
    attached(
        "arriving",
        (loaded, cgroup) -> {
          try (ServerSocket open = server(4000)) {
            assertThat(cgroup.run("exec 3<>/dev/tcp/127.0.0.1/4000").status()).isZero();
            open.accept().close();
            assertThat(seen(loaded, 4000)).isPositive();
          }
        });
  }

  @KernelTest
  void sysctlsCanBeReadAndNotWritten() throws Exception {
    attached(
        "sysctl",
        (loaded, cgroup) -> {
          assertThat(cgroup.run("cat /proc/sys/net/ipv4/ip_forward").status()).isZero();
          Outcome written = cgroup.run("echo 0 > /proc/sys/net/ipv4/ip_forward");
          assertThat(written.output()).contains("Operation not permitted");
          assertThat(seen(loaded, 0)).isPositive(); // once more to see the end of the file
          assertThat(seen(loaded, 1)).isEqualTo(1);
        });
  }

  @KernelTest
  void socketOptionsAreSeenAndRefused() throws Exception {
    attached(
        "setting",
        (loaded, cgroup) -> {
          Outcome set =
              cgroup.run(
                  "perl -MSocket -e 'socket(S, AF_INET, SOCK_DGRAM, 0);"
                      + " print setsockopt(S, SOL_SOCKET, SO_KEEPALIVE, 1) ? \"yes \" : \"no \";"
                      + " print setsockopt(S, SOL_SOCKET, SO_BROADCAST, 1) ? \"yes\" : \"no\"'");
          assertThat(set.output()).isEqualTo("yes no");
          assertThat(seen(loaded, 1009)).isEqualTo(1); // SOL_SOCKET, SO_KEEPALIVE
          assertThat(seen(loaded, 1006)).isEqualTo(1);
        });
  }

  @KernelTest
  void deviceFilesAreSeenAndRefused() throws Exception {
    attached(
        "opening",
        (loaded, cgroup) -> {
          assertThat(cgroup.run("head -c 1 /dev/zero").output())
              .contains("Operation not permitted");
          assertThat(cgroup.run("head -c 0 /dev/null").status()).isZero();
          assertThat(seen(loaded, 1003)).isPositive(); // /dev/null
          assertThat(seen(loaded, 1005)).isEqualTo(1);
        });
  }

  @KernelTest
  void connectionsTellWhatHappensToThem() throws Exception {
    attached(
        "happening",
        (loaded, cgroup) -> {
          try (ServerSocket open = server(4000)) {
            assertThat(cgroup.run("exec 3<>/dev/tcp/127.0.0.1/4000").status()).isZero();
            open.accept().close();
            assertThat(seen(loaded, 3)).isEqualTo(1); // BPF_SOCK_OPS_TCP_CONNECT_CB
            assertThat(seen(loaded, 4)).isEqualTo(1); // BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB
          }
        });
  }
}
