package dev.keelson.object.insn;

import dev.keelson.object.MalformedObjectException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A run of instruction slots and its bytes, little-endian, 8 bytes a slot. */
public final class Code {
  private Code() {}

  /** The bytes that the kernel takes as {@code insns} of a program load. */
  public static byte[] encode(List<Insn> code) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(code.size(), Insn.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (Insn insn : code) {
      bytes.putLong(insn.encoded());
    }
    return bytes.array();
  }

  /**
   * The inverse of {@link #encode}.
   *
   * @throws MalformedObjectException if the length is no multiple of 8
   */
  public static List<Insn> decode(byte[] bytes) {
    return decode(ByteBuffer.wrap(bytes));
  }

  /** As {@link #decode(byte[])}. */
  public static List<Insn> decode(MemorySegment bytes) {
    return decode(bytes.asByteBuffer());
  }

  private static List<Insn> decode(ByteBuffer bytes) {
    if (bytes.capacity() % Insn.BYTES != 0) {
      throw new MalformedObjectException(
          "BPF code", bytes.capacity(), "the end at a multiple of 8 bytes");
    }
    ByteBuffer slots = bytes.order(ByteOrder.LITTLE_ENDIAN);
    List<Insn> code = new ArrayList<>(slots.capacity() / Insn.BYTES);
    while (slots.hasRemaining()) {
      code.add(Insn.decode(slots.getLong()));
    }
    return code;
  }
}
