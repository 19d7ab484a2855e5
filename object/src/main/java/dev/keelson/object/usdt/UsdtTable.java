package dev.keelson.object.usdt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How a program is told where a place has its arguments: a map from the number of a kind of place,
 * which comes as the attachment's cookie, to its arguments.
 *
 * <pre>
 *   an argument:
 *   0                        8         10         12     13      14       15        16
 *   | constant, or offset    | base    | index    | kind | shift | signed | scale   |
 * </pre>
 *
 * <p>{@code base} and {@code index} are offsets into {@code struct pt_regs}; {@code shift} is 64
 * less the argument's bits; {@code scale} is a count of bits to shift the index by.
 */
public final class UsdtTable {
  /** The array map: key {@code int}, value {@link #ENTRY_BYTES} bytes. */
  public static final String MAP = "keelson.usdt";

  /** Kinds of places that one object can tell apart; places with the same arguments are one. */
  public static final int ENTRIES = 256;

  /** Arguments of a place at most, as in {@code sys/sdt.h}. */
  public static final int MOST_ARGUMENTS = 12;

  public static final int ARGUMENT_BYTES = 16;
  public static final int ENTRY_BYTES = MOST_ARGUMENTS * ARGUMENT_BYTES;

  public static final int VALUE = 0;
  public static final int BASE = 8;
  public static final int INDEX = 10;
  public static final int KIND = 12;
  public static final int SHIFT = 13;
  public static final int SIGNED = 14;
  public static final int SCALE = 15;

  /** Kinds: nothing is there; the number itself; a register; memory; memory with an index. */
  public static final int NONE = 0;

  public static final int CONSTANT = 1;
  public static final int REGISTER = 2;
  public static final int MEMORY = 3;
  public static final int INDEXED = 4;

  private UsdtTable() {}

  /**
   * The entry of a place; what cannot be read, and what is beyond the last, is {@link #NONE}.
   *
   * @param registerOffset where {@code struct pt_regs} has a register
   */
  public static byte[] encode(List<UsdtArgument> arguments, ToIntFunction<String> registerOffset) {
    ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < Math.min(arguments.size(), MOST_ARGUMENTS); i++) {
      int at = i * ARGUMENT_BYTES;
      switch (arguments.get(i)) {
        case UsdtArgument.Constant(int size, boolean signed, long value) ->
            put(entry, at, CONSTANT, size, signed, value);
        case UsdtArgument.Register(int size, boolean signed, String name) -> {
          put(entry, at, REGISTER, size, signed, 0);
          entry.putShort(at + BASE, (short) registerOffset.applyAsInt(name));
        }
        case UsdtArgument.Memory(int size, boolean signed, String base, long offset) -> {
          put(entry, at, MEMORY, size, signed, offset);
          entry.putShort(at + BASE, (short) registerOffset.applyAsInt(base));
        }
        case UsdtArgument.Indexed(
                int size,
                boolean signed,
                String base,
                String index,
                int scale,
                long offset) -> {
          put(entry, at, INDEXED, size, signed, offset);
          entry.putShort(at + BASE, (short) registerOffset.applyAsInt(base));
          entry.putShort(at + INDEX, (short) registerOffset.applyAsInt(index));
          entry.put(at + SCALE, (byte) Integer.numberOfTrailingZeros(scale));
        }
        case UsdtArgument.Unreadable _ -> {
          // Stays NONE: attaching has refused a program that would read it.
        }
      }
    }
    return entry.array();
  }

  private static void put(
      ByteBuffer entry, int at, int kind, int sizeBytes, boolean signed, long value) {
    entry.putLong(at + VALUE, value);
    entry.put(at + KIND, (byte) kind);
    entry.put(at + SHIFT, (byte) (Long.SIZE - sizeBytes * Byte.SIZE));
    entry.put(at + SIGNED, (byte) (signed ? 1 : 0));
  }
}
