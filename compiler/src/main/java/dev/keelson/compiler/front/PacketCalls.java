package dev.keelson.compiler.front;

import dev.keelson.compiler.front.PacketAccess.Place;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.List;

/** The methods of {@code Packet}. */
final class PacketCalls {
  static final String PACKET = "dev.keelson.program.Packet";

  private final Translation translation;
  private final Emitter emitter;
  private final Arithmetic arithmetic;

  PacketCalls(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.arithmetic = new Arithmetic(emitter);
  }

  /** The method's result, {@code UNSET} for none. */
  Operand call(PacketContext layout, Value context, String method, List<Operand> arguments) {
    return switch (method) {
      case "length" -> Operand.number(access(layout, context).length());
      case "has" ->
          Operand.number(access(layout, context).has(number(arguments, 0), number(arguments, 1)));
      case "u8" -> load(access(layout, context), arguments, 1, false);
      case "be16" -> load(access(layout, context), arguments, 2, true);
      case "be32" -> load(access(layout, context), arguments, 4, true);
      case "be64" -> load(access(layout, context), arguments, 8, true);
      case "le16" -> load(access(layout, context), arguments, 2, false);
      case "le32" -> load(access(layout, context), arguments, 4, false);
      case "le64" -> load(access(layout, context), arguments, 8, false);
      case "setU8" -> store(layout, context, method, arguments, 1, false);
      case "setBe16" -> store(layout, context, method, arguments, 2, true);
      case "setBe32" -> store(layout, context, method, arguments, 4, true);
      case "setBe64" -> store(layout, context, method, arguments, 8, true);
      case "setLe16" -> store(layout, context, method, arguments, 2, false);
      case "setLe32" -> store(layout, context, method, arguments, 4, false);
      case "setLe64" -> store(layout, context, method, arguments, 8, false);
      case "adjustHead" -> adjustHead(layout, context, number(arguments, 0));
      case "redirect" -> redirect(layout, number(arguments, 0));
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

  private PacketAccess access(PacketContext layout, Value context) {
    return layout.direct
        ? new DirectPacket(emitter, layout, context, !translation.writes(Translation.BOUNDS))
        : new CopiedPacket(emitter, context);
  }

  private Value number(List<Operand> arguments, int index) {
    return arithmetic.number(arguments.get(index), Type.I32);
  }

  private Operand load(PacketAccess packet, List<Operand> arguments, int size, boolean swapped) {
    Place place = packet.place(number(arguments, 0), size);
    Type type = size == 8 ? Type.I64 : Type.I32;
    boolean stable = packet instanceof DirectPacket && !translation.writes(Translation.PACKET);
    Value raw = emitter.load(place.pointer(), place.bytes(), size, false, stable, type);
    return Operand.number(swapped ? swap(raw, size) : raw);
  }

  private Operand store(
      PacketContext layout,
      Value context,
      String method,
      List<Operand> arguments,
      int size,
      boolean swapped) {
    if (!layout.writable) {
      throw otherKind(method, layout, "There the packet can only be read.", "@Xdp or @Tc");
    }
    translation.noteWrite(Translation.PACKET);
    // The JVM has both arguments before it looks at the offset.
    Value value = arithmetic.number(arguments.get(1), size == 8 ? Type.I64 : Type.I32);
    Place place = access(layout, context).place(number(arguments, 0), size);
    emitter.store(place.pointer(), place.bytes(), size, swapped ? swap(value, size) : value);
    return Operand.UNSET;
  }

  private Operand adjustHead(PacketContext layout, Value context, Value count) {
    if (layout != PacketContext.XDP) {
      throw otherKind("adjustHead", layout, "Only XDP programs can move a packet's start.", "@Xdp");
    }
    // The verifier forgets all pointers into the packet at the call: they are loaded anew.
    translation.noteWrite(Translation.BOUNDS);
    Value refused = emitter.call(Helper.XDP_ADJUST_HEAD, Type.I64, context, wide(count));
    return Operand.number(emitter.compare(Condition.EQ, refused, emitter.int64(0)));
  }

  private Operand redirect(PacketContext layout, Value device) {
    if (!layout.writable) {
      throw otherKind(
          "redirect", layout, "Only XDP and TC programs send packets on.", "@Xdp or @Tc");
    }
    emitter.call(Helper.REDIRECT, Type.I64, wide(device), emitter.int64(0));
    return Operand.UNSET;
  }

  private Value wide(Value number) {
    return emitter.unary(UnaryKind.SEXT32, number);
  }

  private static Refusal otherKind(
      String method, PacketContext layout, String reason, String kinds) {
    return new Refusal(
        "packet-call",
        "Packet.%s is called in a %s program".formatted(method, layout.kind),
        reason,
        "Do it in a program of %s.".formatted(kinds));
  }

  private Value swap(Value value, int size) {
    return size == 1
        ? value
        : emitter.unary(size == 2 ? UnaryKind.BSWAP16 : UnaryKind.BSWAP, value);
  }
}
