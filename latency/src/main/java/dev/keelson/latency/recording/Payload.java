package dev.keelson.latency.recording;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The payload of a frame being put together; reused, so that a turn makes no garbage. Mutable,
 * confined to one thread.
 */
final class Payload {
  private byte[] bytes = new byte[256];
  private int length;

  void clear() {
    length = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Seven bits a byte, the lowest first; the sign is the lowest bit: small numbers are short. */
  void number(long value) {
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7FL) != 0) {
      octet((byte) (rest | 0x80));
      rest >>>= 7;
    }
    octet((byte) rest);
  }

  void flag(boolean value) {
    octet((byte) (value ? 1 : 0));
  }

  void octet(byte value) {
    require(1);
    bytes[length++] = value;
  }

  /** All of a text frame. */
  void utf8(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    require(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
  }

  private void require(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
