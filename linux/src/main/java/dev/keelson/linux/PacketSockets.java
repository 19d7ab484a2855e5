package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Sockets that receive what passes a network device: packet(7). */
public final class PacketSockets {
  // include/linux/socket.h, include/linux/net.h
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOCK_NONBLOCK = 0x800;
  // include/uapi/asm-generic/socket.h
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_BPF = 50;
  // include/uapi/linux/if_ether.h: ETH_P_ALL, in network order
  private static final short EVERY_PROTOCOL = Short.reverseBytes((short) 3);
  // struct sockaddr_ll, include/uapi/linux/if_packet.h: u16 family, be16 protocol, int ifindex, ...
  private static final int ADDRESS_BYTES = 20;
  private static final int PROTOCOL = 2;
  private static final int DEVICE = 4;

  private PacketSockets() {}

  /**
   * Opens a socket that receives of what passes the device what the filter lets through, and never
   * blocks.
   *
   * @param device its index
   * @param program a socket filter
   * @param shown the device, for messages
   * @throws SyscallException EPERM without CAP_NET_RAW
   */
  public static FileDescriptor filtered(int device, FileDescriptor program, String shown) {
    // Without a protocol it receives nothing, until it is bound: nothing passes by the filter.
    FileDescriptor socket =
        FileDescriptor.opened(
            Syscalls.call(
                SyscallNumber.SOCKET,
                AF_PACKET,
                (long) SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
                0,
                0,
                0,
                0),
            "socket(AF_PACKET, SOCK_RAW)");
    try (Arena own = Arena.ofConfined()) {
      MemorySegment number = own.allocate(JAVA_INT);
      number.set(JAVA_INT, 0, program.number());
      Syscalls.check(
          Syscalls.call(
              SyscallNumber.SETSOCKOPT,
              socket.number(),
              SOL_SOCKET,
              SO_ATTACH_BPF,
              Syscalls.address(number),
              number.byteSize(),
              0),
          "setsockopt(SO_ATTACH_BPF)");
      MemorySegment address = own.allocate(ADDRESS_BYTES, Integer.BYTES);
      address.set(JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(JAVA_SHORT, PROTOCOL, EVERY_PROTOCOL);
      address.set(JAVA_INT, DEVICE, device);
      long bound =
          Syscalls.call(SyscallNumber.BIND, socket.number(), address, ADDRESS_BYTES, 0, 0, 0);
      Syscalls.check(bound, "bind(AF_PACKET, " + shown + ")");
      return socket;
    } catch (SyscallException refused) {
      socket.close();
      throw refused;
    }
  }
}
