package dev.keelson.latency.recording;

import java.nio.charset.StandardCharsets;

/** The payload of a frame being taken apart. What a later version appended to it is not read. */
final class PayloadReader {
  /** It is not what it should be. */
  static final class MalformedPayload extends Exception {
    private static final long serialVersionUID = 1;

    MalformedPayload(String why) {
      super(why);
    }
  }

  private final byte[] bytes;
  private int at;

  PayloadReader(byte[] bytes) {
    this.bytes = bytes;
  }

  long number() throws MalformedPayload {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = octet();
      value |= (next & 0x7FL) << shift;
      if ((next & 0x80) == 0) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw new MalformedPayload("a number is longer than 64 bits");
  }

  int integer() throws MalformedPayload {
    long value = number();
    if ((int) value != value) {
      throw new MalformedPayload(value + " is no 32-bit number");
    }
    return (int) value;
  }

  boolean flag() throws MalformedPayload {
    int value = octet();
    if (value > 1) {
      throw new MalformedPayload(value + " is neither yes nor no");
    }
    return value == 1;
  }

  int octet() throws MalformedPayload {
    if (at == bytes.length) {
      throw new MalformedPayload("a frame is shorter than its kind");
    }
    return bytes[at++] & 0xFF;
  }

  /** All that is left, as a text. */
  String utf8() {
    String text = new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8);
    at = bytes.length;
    return text;
  }
}
