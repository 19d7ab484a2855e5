package dev.keelson.network;

import static dev.keelson.network.PrivateNetwork.FAR;
import static dev.keelson.network.PrivateNetwork.NEAR;
import static dev.keelson.network.PrivateNetwork.await;
import static dev.keelson.network.PrivateNetwork.counter;
import static dev.keelson.network.PrivateNetwork.sendDatagrams;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.RunResult;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.NetworkDevice;
import dev.keelson.linux.SyscallException;
import dev.keelson.program.HashMap;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.Packet;
import dev.keelson.program.Setting;
import dev.keelson.program.Tc;
import dev.keelson.program.Xdp;
import dev.keelson.testkit.KernelTest;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** XDP and TC programs at devices that the test makes, with traffic that it sends. */
class DeviceProgramsKernelTest {
  static final class Datagrams {
    static final HashMap<Integer, Long> PACKETS = Maps.hash(1024); // by destination port
    static final HashMap<Integer, Long> BYTES = Maps.hash(1024);
    static final HashMap<Integer, Long> DEVICES = Maps.hash(16);

    @KernelStruct("__sk_buff")
    interface Buffer {
      int len();

      int ifindex();
    }

    @KernelStruct("xdp_md")
    interface Frame {
      int ingressIfindex();
    }

    private Datagrams() {}

    @Xdp
    static int arriving(Packet packet, Frame frame) {
      if (isDatagram(packet)) {
        count(packet.be16(36), packet.length());
        DEVICES.put(frame.ingressIfindex(), 1L);
      }
      return Xdp.PASS;
    }

    @Xdp
    static int dropping(Packet packet) {
      return isDatagram(packet) && packet.be16(36) == 4000 ? Xdp.DROP : Xdp.PASS;
    }

    @Tc
    static int entering(Buffer buffer, Packet packet) {
      if (isDatagram(packet)) {
        count(packet.be16(36), buffer.len());
        DEVICES.put(buffer.ifindex(), 1L);
      }
      return Tc.OK;
    }

    @Tc(egress = true)
    static int leaving(Packet packet) {
      if (isDatagram(packet)) {
        count(packet.be16(36), packet.length());
        return packet.be16(36) == 4001 ? Tc.SHOT : Tc.OK;
      }
      return Tc.OK;
    }

    private static boolean isDatagram(Packet packet) {
      return packet.length() >= 42
          && packet.be16(12) == 0x0800
          && packet.u8(14) == 0x45
          && packet.u8(23) == 17;
    }

    private static void count(int port, int bytes) {
      Long packets = PACKETS.get(port);
      PACKETS.put(port, packets == null ? 1 : packets + 1);
      Long before = BYTES.get(port);
      BYTES.put(port, (before == null ? 0 : before) + bytes);
    }
  }

  static final class Mirror {
    static final Setting<Integer> DEVICE = Setting.of(0);

    private Mirror() {}

    @Tc
    static int returning(Packet packet) {
      if (packet.length() >= 42 && packet.be16(36) == 4005) {
        packet.redirect(DEVICE.get());
        return Tc.REDIRECT;
      }
      return Tc.OK;
    }
  }

  private static long packets(LoadedProgram loaded, int port) {
    Long count = loaded.map(Datagrams.PACKETS).get(port);
    return count == null ? 0 : count;
  }

  @KernelTest
  void xdpSeesEveryPacketThatTheDeviceCounts() throws Exception {
    PrivateNetwork.inside(() -> {
      NetworkDevice far = NetworkDevice.named(FAR);
      try (LoadedProgram loaded = Keelson.program(Datagrams.class).load()) {
        sendDatagrams("10.7.0.2", 4000, 5, 100);
        assertThat(packets(loaded, 4000)).isZero();
        try (Attachment attachment = loaded.attach("arriving", far)) {
          assertThat(attachment.program().name()).isEqualTo("arriving");
          long before = counter(FAR, "rx_packets");
          sendDatagrams("10.7.0.2", 4000, 50, 100);
          await("50 packets are counted", () -> packets(loaded, 4000) == 50);
          assertThat(counter(FAR, "rx_packets") - before).isGreaterThanOrEqualTo(50);
          assertThat(loaded.map(Datagrams.BYTES).get(4000)).isEqualTo(50 * (14 + 20 + 8 + 100));
          assertThat(loaded.map(Datagrams.DEVICES).get(far.index())).isEqualTo(1);
        }
        sendDatagrams("10.7.0.2", 4000, 5, 100);
        assertThat(packets(loaded, 4000)).isEqualTo(50);
        assertThat(loaded.faults()).isEmpty();
      }
    });
  }

  @KernelTest
  void xdpDropsWhatNobodyReceives() throws Exception {
    PrivateNetwork.inside(() -> {
      try (LoadedProgram loaded = Keelson.program(Datagrams.class).load();
          DatagramSocket refused = new DatagramSocket(4000, InetAddress.getLoopbackAddress());
          DatagramSocket taken = new DatagramSocket(4002, InetAddress.getLoopbackAddress());
          Attachment attachment = loaded.attach("dropping", NetworkDevice.named("lo"))) {
        assertThat(attachment.program().name()).isEqualTo("dropping");
        sendDatagrams("127.0.0.1", 4000, 3, 20);
        sendDatagrams("127.0.0.1", 4002, 1, 20);
        taken.setSoTimeout(10_000);
        taken.receive(new java.net.DatagramPacket(new byte[64], 64));
        refused.setSoTimeout(1);
        assertThatThrownBy(() -> refused.receive(new java.net.DatagramPacket(new byte[64], 64)))
            .isInstanceOf(java.net.SocketTimeoutException.class);
      }
    });
  }

  @KernelTest(since = "6.6")
  void tcSeesWhatEntersAndWhatLeaves() throws Exception {
    PrivateNetwork.inside(() -> {
      NetworkDevice near = NetworkDevice.named(NEAR);
      NetworkDevice far = NetworkDevice.named(FAR);
      try (LoadedProgram loaded = Keelson.program(Datagrams.class).load()) {
        try (Attachment leaving = loaded.attach("leaving", near);
            Attachment entering = loaded.attach("entering", far)) {
          assertThat(leaving.program()).isNotEqualTo(entering.program());
          long before = counter(NEAR, "tx_packets");
          sendDatagrams("10.7.0.2", 4000, 20, 10);
          await("both have seen 20", () -> packets(loaded, 4000) == 40);
          assertThat(counter(NEAR, "tx_packets") - before).isGreaterThanOrEqualTo(20);
          assertThat(loaded.map(Datagrams.DEVICES).get(far.index())).isEqualTo(1);

          sendDatagrams("10.7.0.2", 4001, 7, 10); // dropped on the way out
          await("the first has seen 7", () -> packets(loaded, 4001) == 7);
        }
        sendDatagrams("10.7.0.2", 4000, 5, 10);
        assertThat(packets(loaded, 4000)).isEqualTo(40);
        assertThat(packets(loaded, 4001)).isEqualTo(7);
      }
    });
  }

  @KernelTest(since = "6.6")
  void redirectedPacketsComeOutOfTheOtherDevice() throws Exception {
    PrivateNetwork.inside(() -> {
      NetworkDevice far = NetworkDevice.named(FAR);
      try (LoadedProgram mirror =
              Keelson.program(Mirror.class).setting(Mirror.DEVICE, far.index()).load();
          LoadedProgram loaded = Keelson.program(Datagrams.class).load();
          Attachment returning = mirror.attach("returning", far);
          Attachment entering = loaded.attach("entering", NetworkDevice.named(NEAR))) {
        assertThat(returning.program()).isNotEqualTo(entering.program());
        sendDatagrams("10.7.0.2", 4004, 3, 10);
        sendDatagrams("10.7.0.2", 4005, 6, 10);
        await("6 have come back", () -> packets(loaded, 4005) == 6);
        assertThat(packets(loaded, 4004)).isZero();
      }
    });
  }

  @KernelTest
  void testRunsRepeatAndGiveThePacketBack() {
    try (LoadedProgram loaded = Keelson.program(Datagrams.class).load()) {
      byte[] packet = new byte[60];
      packet[12] = 8;
      packet[14] = 0x45;
      packet[23] = 17;
      packet[36] = 0x0f;
      packet[37] = (byte) 0xa0; // 4000
      RunResult result = loaded.object().program("arriving").testRun(packet, 1000);
      assertThat(result.returnValue()).isEqualTo(Xdp.PASS);
      assertThat(result.packet().toArray()).isEqualTo(packet);
      assertThat(packets(loaded, 4000)).isEqualTo(1000);
      assertThat(loaded.object().program("dropping").testRun(packet, 1).returnValue())
          .isEqualTo(Xdp.DROP);
    }
  }

  @KernelTest
  void aDeviceIsNamedWhereTheProgramLeavesItOpen() {
    try (LoadedProgram loaded = Keelson.program(Datagrams.class).load()) {
      assertThat(loaded.attachAll().attachments()).isEmpty();
      assertThatThrownBy(() -> loaded.attach("arriving"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("arriving leaves its network device open: attach it with a NetworkDevice");
      assertThatThrownBy(() -> NetworkDevice.named("nosuch0"))
          .isInstanceOf(SyscallException.class)
          .hasMessageContaining("There is no such network device in this network namespace");
    }
  }
}
