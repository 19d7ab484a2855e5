package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Network devices of the calling thread's network namespace: netdevice(7). {@link
 * java.net.NetworkInterface} knows only those that have an address.
 */
public final class NetworkDevices {
  // include/uapi/linux/sockios.h
  private static final int SIOCGIFINDEX = 0x8933;
  // include/linux/socket.h, include/linux/net.h
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  // struct ifreq, include/uapi/linux/if.h: char ifr_name[16], then a union that begins with the int
  private static final int IFREQ_BYTES = 40;
  private static final int NAME_BYTES = 16;

  private NetworkDevices() {}

  /**
   * The kernel's number of a device, at least 1.
   *
   * @param name for example {@code eth0}; at most 15 bytes
   * @throws SyscallException ENODEV when there is none of that name
   */
  public static int index(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length >= NAME_BYTES) {
      throw new IllegalArgumentException(
          "\"%s\" is no network device: names have 1 to 15 bytes".formatted(name));
    }
    try (FileDescriptor socket = socket();
        Arena own = Arena.ofConfined()) {
      MemorySegment request = own.allocate(IFREQ_BYTES, Integer.BYTES);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, request, 0, bytes.length);
      long result =
          Syscalls.call(
              SyscallNumber.IOCTL,
              socket.number(),
              SIOCGIFINDEX,
              Syscalls.address(request),
              0,
              0,
              0);
      Syscalls.check(result, "ioctl(SIOCGIFINDEX, \"" + name + "\")");
      return request.get(JAVA_INT, NAME_BYTES);
    }
  }

  private static FileDescriptor socket() {
    return FileDescriptor.opened(
        Syscalls.call(SyscallNumber.SOCKET, AF_INET, (long) SOCK_DGRAM | SOCK_CLOEXEC, 0, 0, 0, 0),
        "socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC)");
  }
}
