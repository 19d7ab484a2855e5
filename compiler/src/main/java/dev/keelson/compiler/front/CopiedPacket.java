package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;

/**
 * A packet whose bytes a helper copies to the stack, access by access: what the kernel gives socket
 * filters. The helper does the comparison with the end.
 */
final class CopiedPacket implements PacketAccess {
  /** {@code len} of {@code struct __sk_buff}, include/uapi/linux/bpf.h, v6.18. */
  private static final int LENGTH_OFFSET = 0;

  private final Emitter emitter;
  private final Value context;

  CopiedPacket(Emitter emitter, Value context) {
    this.emitter = emitter;
    this.context = context;
  }

  @Override
  public Value length() {
    return emitter.load(context, LENGTH_OFFSET, Integer.BYTES, false, true, Type.I32);
  }

  @Override
  public Value has(Value offset, Value count) {
    return small(
        offset,
        () ->
            small(
                count,
                () -> {
                  Value end = emitter.binary(BinaryKind.ADD, offset, count);
                  return emitter.compare(Condition.ULE, end, length());
                }));
  }

  /** What {@code then} computes where the number is 0 to {@link #LARGEST}, else 0. */
  private Value small(Value number, java.util.function.Supplier<Value> then) {
    return emitter.choose(
        Condition.ULE, number, emitter.int32(LARGEST), then, () -> emitter.int32(0));
  }

  @Override
  public Place place(Value offset, int size) {
    Value most = emitter.int32(LARGEST - size);
    emitter.faultIf(Condition.UGT, offset, most, FaultKind.INDEX_OUT_OF_BOUNDS);
    Value slot = emitter.stackSlot(size, "packet bytes");
    Value refused =
        emitter.call(
            Helper.SKB_LOAD_BYTES,
            Type.I64,
            context,
            emitter.unary(UnaryKind.ZEXT32, offset),
            slot,
            emitter.int64(size));
    emitter.faultIf(Condition.NE, refused, emitter.int64(0), FaultKind.INDEX_OUT_OF_BOUNDS);
    return new Place(slot, 0);
  }
}
