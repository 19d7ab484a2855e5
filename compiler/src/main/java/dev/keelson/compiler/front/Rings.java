package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Emitter.Branches;
import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.util.List;
import java.util.function.Consumer;

/** Records written straight into reserved slots of a ring; what finds no room is counted. */
final class Rings {
  private final Translation translation;
  private final Emitter emitter;

  Rings(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  /** Emits a record; true on the way with room, false on the way without. */
  List<Result> emit(MapInfo ring, Operand event) {
    DataType type = ring.value().orElseThrow().dataType();
    return reserve(
        ring.name(), type.sizeBytes(), slot -> translation.memory().store(slot, 0, type, event));
  }

  /** Writes {@code sizeBytes} of a ring by way of {@code fill}. */
  List<Result> reserve(String ring, int sizeBytes, Consumer<Value> fill) {
    Value slot =
        emitter.call(
            Helper.RINGBUF_RESERVE,
            Type.POINTER,
            emitter.mapAddress(ring),
            emitter.int64(sizeBytes),
            emitter.int64(0));
    Branches ways = emitter.branch(Condition.EQ, slot, emitter.nullPointer());
    emitter.at(ways.no());
    fill.accept(slot);
    emitter.call(Helper.RINGBUF_SUBMIT, Type.VOID, slot, emitter.int64(0));
    Result written = new Result(emitter.block(), Operand.number(emitter.int32(1)));
    emitter.at(ways.yes());
    countLost();
    Operand lost = Operand.number(emitter.int32(0));
    return List.of(written, new Result(emitter.block(), lost));
  }

  /** Counts a record that found no room, or was none. */
  void countLost() {
    Value counter = emitter.emit(translation.compilation().lostCounter(), Type.POINTER);
    emitter.emit(
        new Op.Atomic(Op.AtomicKind.COUNT, counter, 0, Long.BYTES, List.of(emitter.int64(1))),
        Type.VOID);
  }
}
