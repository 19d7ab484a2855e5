package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * The methods of {@code Packet}: direct accesses behind a comparison with the packet's end, in the
 * one form that the verifier understands (find_good_pkt_pointers, kernel/bpf/verifier.c): the
 * pointer that is compared and the one that is used come from the same addition.
 *
 * <pre>
 *   be16(12):   if (data + 14 > end) fault;              load 2 [data + 12]
 *   be16(x):    if (x > 32767) fault;  p = data + x;
 *               if (p + 2 > end) fault;                  load 2 [p]
 * </pre>
 *
 * <p>Passes take out what is known already.
 */
final class PacketCalls {
  /**
   * As {@code Packet.LARGEST}: two of them are still within {@code MAX_PACKET_OFF} (65,535), so
   * that an offset that is only known to be masked leaves room for what is added to it.
   */
  private static final int LARGEST = 0x7fff;

  private final Emitter emitter;
  private final Arithmetic arithmetic;

  PacketCalls(Emitter emitter) {
    this.emitter = emitter;
    this.arithmetic = new Arithmetic(emitter);
  }

  /** Memory that may be accessed: {@code bytes} behind a pointer. */
  private record Place(Value pointer, int bytes) {}

  /** The method's result, {@code UNSET} for none. */
  Operand call(PacketContext layout, Value context, String method, List<Operand> arguments) {
    Bounds packet = new Bounds(layout, context);
    return switch (method) {
      case "length" -> Operand.number(packet.length());
      case "has" -> Operand.number(packet.has(number(arguments, 0), number(arguments, 1)));
      case "u8" -> load(packet, arguments, 1, false);
      case "be16" -> load(packet, arguments, 2, true);
      case "be32" -> load(packet, arguments, 4, true);
      case "be64" -> load(packet, arguments, 8, true);
      case "le16" -> load(packet, arguments, 2, false);
      case "le32" -> load(packet, arguments, 4, false);
      case "le64" -> load(packet, arguments, 8, false);
      case "setU8" -> store(packet, arguments, 1, false);
      case "setBe16" -> store(packet, arguments, 2, true);
      case "setBe32" -> store(packet, arguments, 4, true);
      case "setBe64" -> store(packet, arguments, 8, true);
      case "setLe16" -> store(packet, arguments, 2, false);
      case "setLe32" -> store(packet, arguments, 4, false);
      case "setLe64" -> store(packet, arguments, 8, false);
      default -> throw forTheJvm(method);
    };
  }

  /** The error of a method that no kernel program can call. */
  static Refusal forTheJvm(String method) {
    return new Refusal(
        "packet-call",
        "Packet.%s is called".formatted(method),
        "That method is for tests on the JVM.",
        "Read and write the packet by offset: u8, be16, setBe32 and their like.");
  }

  private Value number(List<Operand> arguments, int index) {
    return arithmetic.number(arguments.get(index), Type.I32);
  }

  private Operand load(Bounds packet, List<Operand> arguments, int size, boolean swapped) {
    Place place = packet.place(number(arguments, 0), size);
    Type type = size == 8 ? Type.I64 : Type.I32;
    Value raw = emitter.load(place.pointer(), place.bytes(), size, false, false, type);
    return Operand.number(swapped ? swap(raw, size) : raw);
  }

  private Operand store(Bounds packet, List<Operand> arguments, int size, boolean swapped) {
    // The JVM has both arguments before it looks at the offset.
    Value value = arithmetic.number(arguments.get(1), size == 8 ? Type.I64 : Type.I32);
    Place place = packet.place(number(arguments, 0), size);
    emitter.store(place.pointer(), place.bytes(), size, swapped ? swap(value, size) : value);
    return Operand.UNSET;
  }

  private Value swap(Value value, int size) {
    return emitter.unary(size == 2 ? UnaryKind.BSWAP16 : UnaryKind.BSWAP, value);
  }

  /** One packet's first byte and end, and the comparisons with it. */
  private final class Bounds {
    private final Value data;
    private final Value end;

    Bounds(PacketContext layout, Value context) {
      data = emitter.load(context, layout.dataOffset, Integer.BYTES, false, true, Type.POINTER);
      end = emitter.load(context, layout.endOffset, Integer.BYTES, false, true, Type.POINTER);
    }

    Value length() {
      return emitter.unary(UnaryKind.TRUNC, emitter.distance(data, end));
    }

    Value has(Value offset, Value count) {
      OptionalLong bytes = emitter.constant(count);
      OptionalLong start = emitter.constant(offset);
      if ((bytes.isPresent() && !fits(bytes.getAsLong()))
          || (start.isPresent() && !fits(start.getAsLong()))) {
        return emitter.int32(0);
      }
      if (bytes.isPresent() && start.isPresent()) {
        long sum = bytes.getAsLong() + start.getAsLong();
        return fits(sum) ? within(emitter.offset(data, (int) sum)) : emitter.int32(0);
      }
      return inRange(
          offset,
          from -> {
            Value place = emitter.index(data, from, 1);
            return bytes.isPresent()
                ? within(emitter.offset(place, (int) bytes.getAsLong()))
                : inRange(count, more -> within(emitter.index(place, more, 1)));
          });
    }

    private static boolean fits(long bytes) {
      return bytes >= 0 && bytes <= LARGEST;
    }

    private Value within(Value place) {
      return emitter.compare(Condition.ULE, place, end);
    }

    /** What {@code then} makes of a number of 0 to {@link #LARGEST}; 0 for any other. */
    private Value inRange(Value number, UnaryOperator<Value> then) {
      Value wide = emitter.unary(UnaryKind.ZEXT32, number);
      return emitter.choose(
          Condition.ULE,
          wide,
          emitter.int64(LARGEST),
          () -> then.apply(wide),
          () -> emitter.int32(0));
    }

    Place place(Value offset, int size) {
      OptionalLong known = emitter.constant(offset);
      if (known.isPresent()) {
        long at = known.getAsLong();
        if (!fits(at) || !fits(at + size)) {
          emitter.fault(FaultKind.INDEX_OUT_OF_BOUNDS);
          emitter.at(emitter.newBlock());
          return new Place(data, 0);
        }
        require(emitter.offset(data, (int) at + size));
        return new Place(data, (int) at);
      }
      Value wide = emitter.unary(UnaryKind.ZEXT32, offset);
      emitter.faultIf(Condition.UGT, wide, emitter.int64(LARGEST), FaultKind.INDEX_OUT_OF_BOUNDS);
      Value pointer = emitter.index(data, wide, 1);
      require(emitter.offset(pointer, size));
      return new Place(pointer, 0);
    }

    private void require(Value place) {
      emitter.faultIf(Condition.UGT, place, end, FaultKind.INDEX_OUT_OF_BOUNDS);
    }
  }
}
