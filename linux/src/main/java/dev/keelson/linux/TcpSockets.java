package dev.keelson.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** TCP sockets as descriptors, for what java.net does not offer: the congestion control, tcp(7). */
public final class TcpSockets {
  // include/linux/socket.h, include/linux/net.h, include/uapi/linux/tcp.h
  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_CONGESTION = 13;

  // TCP_CA_NAME_MAX, include/net/tcp.h
  private static final int NAME_BYTES = 16;

  private static final int LOOPBACK = 0x7f00_0001;

  private TcpSockets() {}

  /**
   * Connects to a port of this machine.
   *
   * @param congestionControl a name of /proc/sys/net/ipv4/tcp_available_congestion_control
   * @throws SyscallException when the kernel refuses: ENOENT when there is no such algorithm
   */
  public static FileDescriptor connect(int port, String congestionControl) {
    FileDescriptor socket =
        FileDescriptor.opened(
            Syscalls.call(SyscallNumber.SOCKET, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0, 0, 0, 0),
            "socket(AF_INET, SOCK_STREAM)");
    try (Arena own = Arena.ofConfined()) {
      MemorySegment name = own.allocateFrom(congestionControl);
      Syscalls.check(
          Syscalls.call(
              SyscallNumber.SETSOCKOPT,
              socket.number(),
              IPPROTO_TCP,
              TCP_CONGESTION,
              Syscalls.address(name),
              name.byteSize() - 1,
              0),
          "setsockopt(TCP_CONGESTION, \"" + congestionControl + "\")");
      // struct sockaddr_in { u16 family; be16 port; be32 address; u8 zero[8]; }, linux/in.h
      MemorySegment address = own.allocate(16, 4);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
      address.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) port);
      address.set(ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), 4, LOOPBACK);
      Syscalls.check(
          Syscalls.call(
              SyscallNumber.CONNECT, socket.number(), address, address.byteSize(), 0, 0, 0),
          "connect(127.0.0.1:" + port + ")");
      return socket;
    } catch (Throwable e) {
      socket.close();
      throw e;
    }
  }

  /** The congestion control that a socket uses. */
  public static String congestionControl(FileDescriptor socket) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment name = own.allocate(NAME_BYTES);
      MemorySegment length = own.allocate(ValueLayout.JAVA_INT);
      length.set(ValueLayout.JAVA_INT, 0, NAME_BYTES);
      Syscalls.check(
          Syscalls.call(
              SyscallNumber.GETSOCKOPT,
              socket.number(),
              IPPROTO_TCP,
              TCP_CONGESTION,
              Syscalls.address(name),
              Syscalls.address(length),
              0),
          "getsockopt(TCP_CONGESTION)");
      return name.getString(0, StandardCharsets.US_ASCII);
    }
  }
}
