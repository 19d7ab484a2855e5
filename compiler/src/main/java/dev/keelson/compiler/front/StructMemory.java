package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes values in the memory of stack slots, map entries, ring slots and contexts. */
final class StructMemory {
  /** More bytes than this are copied by one probe read instead of a row of loads and stores. */
  private static final int MOST_COPIED_BYTES = 64;

  private final Emitter emitter;
  private final StructTypes structs;

  StructMemory(Emitter emitter, StructTypes structs) {
    this.emitter = emitter;
    this.structs = structs;
  }

  /** A primitive at {@code address + offset}. */
  Operand load(Value address, int offset, DataType.Scalar kind) {
    boolean signed = kind == DataType.Scalar.BYTE || kind == DataType.Scalar.SHORT;
    Type type = kind == DataType.Scalar.LONG ? Type.I64 : Type.I32;
    return Operand.number(emitter.load(address, offset, kind.sizeBytes(), signed, false, type));
  }

  /** A snapshot of a box or record. */
  Operand load(Value address, int offset, ValueType type) {
    return switch (type) {
      case ValueType.Boxed(DataType.Scalar kind) ->
          new Operand(new Shape.Box(kind, false), load(address, offset, kind).values());
      case ValueType.Structured(StructType struct) -> loadStruct(address, offset, struct);
    };
  }

  private Operand loadStruct(Value address, int offset, StructType struct) {
    List<Operand> components = new ArrayList<>();
    for (DataType.Member member : struct.layout().members()) {
      components.add(loadMember(address, offset, struct, member));
    }
    return Operand.struct(struct, components, "");
  }

  /** A member of the struct at {@code address + offset}. */
  Operand loadMember(Value address, int offset, StructType struct, DataType.Member member) {
    int at = offset + member.offset();
    return switch (member.type()) {
      case DataType.Scalar kind -> load(address, at, kind);
      case DataType.Struct _ ->
          loadStruct(address, at, structs.memberStruct(struct, member.name()));
      case DataType.Array _ ->
          throw new Refusal(
              "array",
              "the array %s of a stored %s is read".formatted(member.name(), struct.simpleName()),
              "Arrays are written by kernel programs, and read in user space.",
              "Keep what the program itself needs in fields of primitive types.");
    };
  }

  /** Zeroes the memory of a new struct. */
  void zero(Value address, int sizeBytes) {
    zero(address, 0, sizeBytes);
  }

  private void zero(Value address, int from, int to) {
    int at = from;
    while (at < to) {
      int size = chunk(at, to);
      emitter.store(address, at, size, size == 8 ? emitter.int64(0) : emitter.int32(0));
      at += size;
    }
  }

  /** The largest aligned piece of {@code at} to {@code end} that one instruction moves. */
  private static int chunk(int at, int end) {
    int size = 8;
    while (at % size != 0 || at + size > end) {
      size /= 2;
    }
    return size;
  }

  /** Writes an operand that is not null as {@code type}, zeroing the padding. */
  void store(Value address, int offset, DataType type, Operand operand) {
    if (operand.broken()) {
      return;
    }
    switch (type) {
      case DataType.Scalar kind ->
          emitter.store(address, offset, kind.sizeBytes(), operand.value());
      case DataType.Array(DataType _, int length) -> storeBytes(address, offset, length, operand);
      case DataType.Struct struct -> storeStruct(address, offset, struct, operand);
    }
  }

  private void storeStruct(Value address, int offset, DataType.Struct struct, Operand operand) {
    int end = 0;
    for (int i = 0; i < struct.members().size(); i++) {
      DataType.Member member = struct.members().get(i);
      zero(address, offset + end, offset + member.offset());
      Operand value =
          operand.shape() instanceof Shape.Instance(StructType type, boolean _, boolean _, var _)
              ? loadMember(operand.value(), 0, type, member)
              : operand.component(i);
      store(address, offset + member.offset(), member.type(), value);
      end = member.offset() + member.type().sizeBytes();
    }
    zero(address, offset + end, offset + struct.sizeBytes());
  }

  private void storeBytes(Value address, int offset, int length, Operand operand) {
    if (operand.shape() instanceof Shape.Null) {
      zero(address, offset, offset + length);
      return;
    }
    if (!(operand.shape() instanceof Shape.Bytes(Access access, int from, int available))) {
      throw new Refusal(
          "array",
          "an array that is no byte[] of a kernel struct is stored",
          "Kernel programs have no heap to keep arrays on.",
          "Pass what the accessor of a @KernelStruct gives, such as task.comm().");
    }
    if (available < length) {
      throw new Refusal(
          "array-length",
          "%d bytes are stored where @Length says %d".formatted(available, length),
          "The kernel's array is shorter.",
          "Write @Length(%d).".formatted(available));
    }
    if (access == Access.PROBE || (access == Access.BTF && length > MOST_COPIED_BYTES)) {
      emitter.call(
          Helper.PROBE_READ_KERNEL,
          Type.I64,
          emitter.offset(address, offset),
          emitter.int64(length),
          emitter.offset(operand.value(), from));
      return;
    }
    int copied = 0;
    while (copied < length) {
      int size =
          Math.min(chunk(from + copied, from + length), chunk(offset + copied, offset + length));
      Type type = size == 8 ? Type.I64 : Type.I32;
      Value piece = emitter.load(operand.value(), from + copied, size, false, true, type);
      emitter.store(address, offset + copied, size, piece);
      copied += size;
    }
  }

  /** A stack slot that holds the operand as {@code type}, for helpers. */
  Value slotOf(DataType type, Operand operand, String what) {
    Value slot = emitter.stackSlot(type.sizeBytes(), what);
    store(slot, 0, type, operand);
    return slot;
  }
}
