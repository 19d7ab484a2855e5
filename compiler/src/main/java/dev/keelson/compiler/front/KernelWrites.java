package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;

/**
 * Writes a field of a kernel struct. Only programs of struct_ops may, and the kernel says which
 * fields: for TCP {@code bpf_tcp_ca_btf_struct_access}, net/ipv4/bpf_tcp_ca.c.
 */
final class KernelWrites {
  private final Emitter emitter;
  private final boolean allowed;

  KernelWrites(Emitter emitter, boolean allowed) {
    this.emitter = emitter;
    this.allowed = allowed;
  }

  /** Stores the low bytes of {@code value}. */
  void write(Operand view, KernelField field, Value value) {
    Shape.View shape = (Shape.View) view.shape();
    if (!allowed || !shape.access().byBtf()) {
      throw new Refusal(
          "kernel-write",
          "the field %s of the kernel is written".formatted(field.reference()),
          "Only the methods of a @StructOps class may, and only objects that they are given.",
          "Keep the value in a map.");
    }
    if (!(field instanceof KernelField.Numeric number) || number.bits() != 0) {
      throw new Refusal(
          "kernel-write",
          "%s of the kernel is written, which is no whole number".formatted(field.reference()),
          "Numbers of 1, 2, 4 or 8 bytes can be stored.",
          "Write another field.");
    }
    Value address =
        emitter.emit(
            new Op.FieldAddress(view.value(), shape.offset() + field.offset(), field.reference()),
            Type.POINTER);
    Value stored =
        number.sizeBytes() < Long.BYTES && value.type() == Type.I64
            ? emitter.unary(UnaryKind.TRUNC, value)
            : value;
    emitter.store(address, 0, number.sizeBytes(), stored);
  }
}
