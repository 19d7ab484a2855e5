package dev.keelson.bpf.attach;

import dev.keelson.linux.NetworkDevices;
import java.util.Objects;

/**
 * A network device of the calling thread's network namespace.
 *
 * @param index the kernel's number of it, at least 1
 * @param name what people call it, for messages
 */
public record NetworkDevice(int index, String name) {
  public NetworkDevice {
    Objects.requireNonNull(name);
    if (index < 1) {
      throw new IllegalArgumentException("network device " + index + ": the first is 1");
    }
  }

  /**
   * The device of that name, for example {@code eth0}.
   *
   * @throws dev.keelson.linux.SyscallException ENODEV when there is none
   */
  public static NetworkDevice named(String name) {
    return new NetworkDevice(NetworkDevices.index(name), name);
  }

  @Override
  public String toString() {
    return "device %s (%d)".formatted(name, index);
  }
}
