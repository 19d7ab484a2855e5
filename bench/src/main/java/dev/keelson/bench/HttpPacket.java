package dev.keelson.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An HTTP request from 10.0.0.1 to 10.0.0.2, in Ethernet, IPv4 and TCP; 574 bytes. */
final class HttpPacket {
  private static final int IPV4 = 14;
  private static final int TCP = 34;
  private static final int PAYLOAD = 54;
  private static final int PAYLOAD_BYTES = 520;

  private HttpPacket() {}

  static byte[] bytes() {
    ByteBuffer packet = ByteBuffer.allocate(PAYLOAD + PAYLOAD_BYTES);
    packet.putLong(0, 0x0011223344556677L).putInt(8, 0x8899aabb).putShort(12, (short) 0x0800);
    packet.putShort(IPV4, (short) 0x4500).putShort(IPV4 + 2, (short) (packet.capacity() - IPV4));
    packet.putInt(IPV4 + 4, 0x00010000).putShort(IPV4 + 8, (short) 0x4006);
    packet.putInt(IPV4 + 12, 0x0a000001).putInt(IPV4 + 16, 0x0a000002);
    packet.putShort(IPV4 + 10, (short) ~sum(packet));
    packet.putInt(TCP, 0x00501f90).putInt(TCP + 4, 1).putInt(TCP + 8, 2);
    packet.putInt(TCP + 12, 0x50180100);
    byte[] request = "GET /index.html HTTP/1.1\r\nHost: x".getBytes(StandardCharsets.US_ASCII);
    packet.put(PAYLOAD, request);
    for (int i = request.length; i < PAYLOAD_BYTES; i++) {
      packet.put(PAYLOAD + i, (byte) (i - request.length));
    }
    return packet.array(); // all of it: it was allocated for this
  }

  /** The one's complement sum of the IPv4 header, RFC 1071. */
  private static int sum(ByteBuffer packet) {
    int sum = 0;
    for (int at = IPV4; at < TCP; at += 2) {
      sum += packet.getShort(at) & 0xffff;
    }
    return (sum & 0xffff) + (sum >>> 16);
  }
}
