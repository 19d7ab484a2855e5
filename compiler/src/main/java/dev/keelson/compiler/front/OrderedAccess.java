package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.AtomicKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.layout.DataType;
import java.util.List;

/**
 * Reads and writes of memory that other threads and CPUs see in the order in which they stand: what
 * Java asks of {@code volatile} fields. The compiler moves no load or store of shared memory; what
 * is left to do is the processor's part. x86-64 keeps loads in order and stores in order, so that
 * only a store needs something behind it, lest a later load overtakes it. Elsewhere a read is
 * followed by a barrier, and a write stands between two.
 *
 * <p>The barrier is an atomic instruction that gives back what was there: those order everything
 * around them (Documentation/bpf/standardization/instruction-set.rst and kernel/bpf/core.c, v6.18).
 */
final class OrderedAccess {
  private final Translation translation;
  private final Emitter emitter;

  OrderedAccess(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  /** The number there; nothing that comes later is read before it. */
  Operand load(Value address, int offset, DataType.Scalar kind) {
    Operand loaded = translation.memory().load(address, offset, kind);
    if (!keepsOrder()) {
      barrier();
    }
    return loaded;
  }

  /** Everything before is written before it, and it before everything after. */
  void store(Value address, int offset, DataType.Scalar kind, Value value) {
    if (kind == DataType.Scalar.INT || kind == DataType.Scalar.LONG) {
      emitter.emit(
          new Op.Atomic(AtomicKind.EXCHANGE, address, offset, kind.sizeBytes(), List.of(value)),
          value.type());
      return;
    }
    if (!keepsOrder()) {
      barrier();
    }
    emitter.store(address, offset, kind.sizeBytes(), value);
    barrier();
  }

  /** Everything before is written before it. */
  void release(Value address, int offset, DataType.Scalar kind, Value value) {
    if (!keepsOrder()) {
      barrier();
    }
    emitter.store(address, offset, kind.sizeBytes(), value);
  }

  private void barrier() {
    Value own = emitter.stackSlot(Long.BYTES, "barrier");
    emitter.store(own, 0, Long.BYTES, emitter.int64(0));
    emitter.emit(
        new Op.Atomic(AtomicKind.ADD, own, 0, Long.BYTES, List.of(emitter.int64(0))), Type.I64);
  }

  /** Whether it is an x86-64: its saved registers have names, those of aarch64 are an array. */
  private boolean keepsOrder() {
    return translation.compilation().kernel().find(BtfType.Struct.class, "pt_regs").stream()
        .mapToObj(translation.compilation().kernel()::type)
        .flatMap(type -> ((BtfType.Struct) type).members().stream())
        .anyMatch(member -> member.name().equals("ax"));
  }
}
