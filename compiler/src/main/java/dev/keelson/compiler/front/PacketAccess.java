package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Value;

/** How the bytes of one packet are reached. */
interface PacketAccess {
  /**
   * As {@code Packet.LARGEST}: two of them are still within {@code MAX_PACKET_OFF} (65,535), which
   * an offset and what is added to it must not exceed.
   */
  int LARGEST = 0x7fff;

  /** Memory that may be accessed: {@code bytes} behind a pointer. */
  record Place(Value pointer, int bytes) {}

  /** The length, an int. */
  Value length();

  /** 1 where the packet has {@code count} bytes at {@code offset}, else 0. */
  Value has(Value offset, Value count);

  /** {@code size} bytes at {@code offset}, on the way where the packet has them; else a fault. */
  Place place(Value offset, int size);

  static boolean fits(long bytes) {
    return bytes >= 0 && bytes <= LARGEST;
  }
}
