package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A packet read and written where it is, behind a comparison with its end, in the one form that the
 * verifier understands (find_good_pkt_pointers, kernel/bpf/verifier.c): the pointer that is
 * compared and the one that is used come from the same addition.
 *
 * <pre>
 *   be16(12):   if (data + 14 > end) fault;              load 2 [data + 12]
 *   be16(x):    if (x > 32767) fault;  p = data + x;
 *               if (p + 2 > end) fault;                  load 2 [p]
 * </pre>
 *
 * <p>Passes take out what is known already.
 */
final class DirectPacket implements PacketAccess {
  private final Emitter emitter;
  private final Value data;
  private final Value end;

  /**
   * @param stable whether the program leaves the packet where it is
   */
  DirectPacket(Emitter emitter, PacketContext layout, Value context, boolean stable) {
    this.emitter = emitter;
    this.data = bound(context, layout.dataOffset, stable);
    this.end = bound(context, layout.endOffset, stable);
  }

  private Value bound(Value context, int offset, boolean stable) {
    return emitter.load(context, offset, Integer.BYTES, false, stable, Type.POINTER);
  }

  @Override
  public Value length() {
    return emitter.unary(UnaryKind.TRUNC, emitter.distance(data, end));
  }

  @Override
  public Value has(Value offset, Value count) {
    OptionalLong bytes = emitter.constant(count);
    OptionalLong start = emitter.constant(offset);
    if ((bytes.isPresent() && !PacketAccess.fits(bytes.getAsLong()))
        || (start.isPresent() && !PacketAccess.fits(start.getAsLong()))) {
      return emitter.int32(0);
    }
    if (bytes.isPresent() && start.isPresent()) {
      long sum = bytes.getAsLong() + start.getAsLong();
      return PacketAccess.fits(sum) ? within(emitter.offset(data, (int) sum)) : emitter.int32(0);
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

  @Override
  public Place place(Value offset, int size) {
    OptionalLong known = emitter.constant(offset);
    if (known.isPresent()) {
      long at = known.getAsLong();
      if (!PacketAccess.fits(at) || !PacketAccess.fits(at + size)) {
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
