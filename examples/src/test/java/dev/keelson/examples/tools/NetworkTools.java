package dev.keelson.examples.tools;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.Packet;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Tc;
import dev.keelson.program.Tracepoint;
import dev.keelson.program.Xdp;

/** Connections, packets, and those that were dropped or refused. */
final class NetworkTools {
  // include/net/tcp_states.h
  private static final int ESTABLISHED = 1;
  private static final int SYN_SENT = 2;
  private static final int CLOSED = 7;
  // include/uapi/linux/if_ether.h, in.h; RFC 1035
  private static final int ETHERNET = 14;
  private static final int IPV4 = 0x0800;
  private static final int UDP = 17;
  private static final int DNS = 53;

  record Connected(int process, int port, @Length(16) byte[] name) {}

  record Lived(char local, char remote, long nanos) {}

  record Transition(int port, int from, int to) {}

  record Drop(int device, int reason) {}

  record Device(@Length(16) byte[] name) {}

  record Query(int length, @Length(32) byte[] name) {}

  @KernelStruct("sock")
  interface Socket {
    @Field("__sk_common.skc_num")
    char localPort();

    @Field("__sk_common.skc_dport")
    char remotePort();
  }

  @KernelStruct("trace_event_raw_inet_sock_set_state")
  interface Change {
    long skaddr();

    int newstate();

    char sport();

    char dport();
  }

  @KernelStruct("sk_buff")
  interface Buffer {
    int len();

    NetworkDevice dev();
  }

  @KernelStruct("net_device")
  interface NetworkDevice {
    byte[] name();

    int ifindex();
  }

  static final RingBuffer<Connected> CONNECTED = Maps.ringBuffer(1 << 16);
  static final HashMap<Long, Long> BORN = Maps.hash(10_240);
  static final RingBuffer<Lived> LIVED = Maps.ringBuffer(1 << 16);
  static final HashMap<Transition, Long> TRANSITIONS = Maps.hash(10_240);
  static final HashMap<Integer, Long> RESETS = Maps.hash(10_240);
  static final HashMap<Drop, Long> DROPS = Maps.hash(1_024);
  static final HashMap<Device, Long> SENT = Maps.hash(64);
  static final HashMap<Integer, Long> PROTOCOLS = Maps.hash(256);
  static final RingBuffer<Query> QUERIES = Maps.ringBuffer(1 << 16);

  private NetworkTools() {}

  private static <K> void add(HashMap<K, Long> counts, K key, long amount) {
    Long before = counts.get(key);
    counts.put(key, before == null ? amount : before + amount);
  }

  /** tcpconnect: who connects to which port. */
  @BtfTracepoint("inet_sock_set_state")
  static void connecting(Socket socket, int from, int to) {
    if (to == SYN_SENT) {
      CONNECTED.emit(
          new Connected(
              Kernel.processId(), Character.reverseBytes(socket.remotePort()), Kernel.comm()));
    }
  }

  /** tcplife: connections from one end to the other, known by the socket's address. */
  @Tracepoint("sock:inet_sock_set_state")
  static void lived(Change change) {
    if (change.newstate() == ESTABLISHED) {
      BORN.put(change.skaddr(), Kernel.nanoTime());
    } else if (change.newstate() == CLOSED) {
      Long born = BORN.remove(change.skaddr());
      if (born != null) {
        LIVED.emit(new Lived(change.sport(), change.dport(), Kernel.nanoTime() - born));
      }
    }
  }

  /** tcpstates: changes of state by local port. */
  @BtfTracepoint("inet_sock_set_state")
  static void changed(Socket socket, int from, int to) {
    add(TRANSITIONS, new Transition(socket.localPort(), from, to), 1);
  }

  /** tcpreset: connections that were refused, or broken off by the other side. */
  @BtfTracepoint("tcp_receive_reset")
  static void reset(Socket socket) {
    add(RESETS, (int) Character.reverseBytes(socket.remotePort()), 1);
  }

  /** dropwatch: packets that the kernel threw away, by reason. */
  @BtfTracepoint("kfree_skb")
  static void dropped(Buffer buffer, long location, int reason) {
    NetworkDevice device = buffer.dev();
    add(DROPS, new Drop(device == null ? 0 : device.ifindex(), reason), 1);
  }

  /** Bytes sent by each device, by its name. */
  @BtfTracepoint("net_dev_queue")
  static void sent(Buffer buffer) {
    add(SENT, new Device(buffer.dev().name()), buffer.len());
  }

  /** Packets that arrive over IPv4, by protocol. */
  @Xdp
  static int arrived(Packet packet) {
    if (packet.length() >= ETHERNET + 20 && packet.be16(12) == IPV4) {
      add(PROTOCOLS, packet.u8(ETHERNET + 9), 1);
    }
    return Xdp.PASS;
  }

  /** Names that are asked for over DNS, as they stand in the packet but with dots. */
  @Tc(egress = true)
  static void asked(Packet packet) {
    if (packet.length() < ETHERNET + 20 + 8 + 12 || packet.be16(12) != IPV4) {
      return;
    }
    int udp = ETHERNET + (packet.u8(ETHERNET) & 15) * 4;
    if (packet.u8(ETHERNET + 9) != UDP || packet.be16(udp + 2) != DNS) {
      return;
    }
    int at = udp + 8 + 12;
    byte[] name = new byte[32];
    int length = 0;
    int label = packet.u8(at++);
    while (label != 0 && length < name.length - 1) {
      for (int i = 0; i < label && length < name.length - 1; i++) {
        name[length++] = (byte) packet.u8(at++);
      }
      label = packet.u8(at++);
      if (label != 0 && length < name.length - 1) {
        name[length++] = '.';
      }
    }
    QUERIES.emit(new Query(length, name));
  }
}
