package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.FieldFact;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.function.BooleanSupplier;

/**
 * Reads a field of a kernel struct: a load where the verifier allows one, else a probe read. What
 * is the kernel's own is read by name, so that a loader can find it in another kernel; contexts are
 * the same in every kernel.
 */
final class KernelReads {
  private final Emitter emitter;
  private final boolean stable;
  private final BooleanSupplier contextStands;
  private final Trust trust;

  /**
   * @param stable whether the program never writes to the kernel's objects
   * @param contextStands whether the program leaves its context as it is
   * @param trust what the kernel keeps of what is found in its objects
   */
  KernelReads(Emitter emitter, boolean stable, BooleanSupplier contextStands, Trust trust) {
    this.emitter = emitter;
    this.stable = stable;
    this.contextStands = contextStands;
    this.trust = trust;
  }

  /** Whether the running kernel has the field: 0 or 1. */
  Value exists(KernelField field) {
    return emitter.emit(new Op.FieldNumber(FieldFact.EXISTS, 1, field.reference()), Type.I32);
  }

  /** The field of a view that is not null, as the type that the interface's method returns. */
  Operand read(Operand view, KernelField field, ClassDesc javaType) {
    Shape.View shape = (Shape.View) view.shape();
    Value pointer = view.value();
    Access access = shape.access();
    int offset = shape.offset() + field.offset();
    return switch (field) {
      case KernelField.Numeric number -> {
        boolean wide = javaType.equals(ConstantDescs.CD_long) && !number.signed();
        Value value =
            number.bits() != 0
                ? bits(pointer, number, offset, access)
                : number(pointer, number, offset, access, wide ? Type.I64 : null);
        yield Operand.number(asJava(value, number, javaType));
      }
      case KernelField.Address address ->
          Operand.number(probe(address(pointer, address, offset, access), 8, false, Type.I64));
      case KernelField.Place place ->
          Operand.number(emitter.addressAsNumber(address(pointer, place, offset, access)));
      case KernelField.PointerTo target -> {
        Access behind = access.byBtf() ? trust.behind(access, field.reference()) : Access.PROBE;
        yield Operand.of(
            new Shape.View(target.interfaceName(), behind, 0, true),
            load(pointer, field, offset, 8, false, access, Type.POINTER));
      }
      case KernelField.Embedded inner ->
          access == Access.CONTEXT
              ? Operand.of(new Shape.View(inner.interfaceName(), access, offset, false), pointer)
              : Operand.of(
                  new Shape.View(
                      inner.interfaceName(), access.byBtf() ? Access.BTF : access, 0, false),
                  address(pointer, field, offset, access));
      case KernelField.Numbers numbers ->
          access == Access.CONTEXT
              ? Operand.of(
                  new Shape.Numbers(access, offset, numbers.element(), numbers.length()), pointer)
              : Operand.of(
                  new Shape.Numbers(access, 0, numbers.element(), numbers.length()),
                  address(pointer, field, offset, access));
      case KernelField.Characters characters ->
          access == Access.CONTEXT
              ? Operand.of(new Shape.Bytes(access, offset, characters.length()), pointer)
              : Operand.of(
                  new Shape.Bytes(access, 0, characters.length()),
                  address(pointer, field, offset, access));
    };
  }

  /** A number of the kernel's memory, {@code offset} bytes into a field. */
  Value load(Value pointer, int offset, int size, boolean signed, Access access) {
    Type type = size == 8 ? Type.I64 : Type.I32;
    return access == Access.PROBE
        ? probe(emitter.offset(pointer, offset), size, signed, type)
        : emitter.load(pointer, offset, size, signed, true, type);
  }

  private Value number(
      Value pointer, KernelField.Numeric number, int offset, Access access, Type widened) {
    int size = number.sizeBytes();
    Type natural = size == 8 ? Type.I64 : Type.I32;
    boolean widens = widened != null && access.byBtf() && stable;
    return load(pointer, number, offset, size, number.signed(), access, widens ? widened : natural);
  }

  private Value load(
      Value pointer,
      KernelField field,
      int offset,
      int size,
      boolean signed,
      Access access,
      Type type) {
    return switch (access) {
      case CONTEXT ->
          emitter.load(pointer, offset, size, signed, contextStands.getAsBoolean(), type);
      case PROBE -> probe(address(pointer, field, offset, access), size, signed, type);
      case TRUSTED, RCU, BTF ->
          offset > Short.MAX_VALUE || !stable
              ? emitter.load(address(pointer, field, offset, access), 0, size, signed, stable, type)
              : emitter.emit(
                  new Op.FieldLoad(pointer, offset, size, signed, field.reference()), type);
    };
  }

  private Value address(Value pointer, KernelField field, int offset, Access access) {
    return access == Access.CONTEXT
        ? emitter.offset(pointer, offset)
        : emitter.emit(new Op.FieldAddress(pointer, offset, field.reference()), Type.POINTER);
  }

  private Value probe(Value address, int size, boolean signed, Type type) {
    Value slot = emitter.stackSlot(size, "probe read");
    emitter.call(Helper.PROBE_READ_KERNEL, Type.I64, slot, emitter.int64(size), address);
    return emitter.load(slot, 0, size, signed, false, type);
  }

  /**
   * The bits of a bit field, moved up and down again so that the sign comes out right: always in 64
   * bits, as the shifts in an object file are counted.
   */
  private Value bits(Value pointer, KernelField.Numeric number, int offset, Access access) {
    int size = number.sizeBytes();
    Value word;
    if (access.byBtf() && offset <= Short.MAX_VALUE && stable) {
      word = load(pointer, number, offset, size, false, access, Type.I64);
    } else {
      Value raw =
          load(pointer, number, offset, size, false, access, size == 8 ? Type.I64 : Type.I32);
      word = size == 8 ? raw : emitter.unary(UnaryKind.ZEXT32, raw);
    }
    Value up =
        shift(FieldFact.LEFT_SHIFT, Long.SIZE - number.shift() - number.bits(), number, access);
    Value down = shift(FieldFact.RIGHT_SHIFT, Long.SIZE - number.bits(), number, access);
    Value top = emitter.binary(BinaryKind.SHL, word, up);
    return emitter.binary(number.signed() ? BinaryKind.SHR : BinaryKind.USHR, top, down);
  }

  private Value shift(FieldFact fact, int count, KernelField.Numeric number, Access access) {
    return access == Access.CONTEXT
        ? emitter.int32(count)
        : emitter.emit(new Op.FieldNumber(fact, count, number.reference()), Type.I32);
  }

  private Value asJava(Value value, KernelField.Numeric number, ClassDesc javaType) {
    if (javaType.equals(ConstantDescs.CD_boolean)) {
      return emitter.compare(Condition.NE, value, emitter.zero(value.type()));
    }
    if (javaType.equals(ConstantDescs.CD_long)) {
      if (value.type() == Type.I64) {
        return value;
      }
      return emitter.unary(number.signed() ? UnaryKind.SEXT32 : UnaryKind.ZEXT32, value);
    }
    Value narrow = value.type() == Type.I64 ? emitter.unary(UnaryKind.TRUNC, value) : value;
    if (javaType.equals(ConstantDescs.CD_byte) && !number.signed()) {
      return emitter.unary(UnaryKind.SEXT8, narrow);
    }
    return javaType.equals(ConstantDescs.CD_short) && !number.signed()
        ? emitter.unary(UnaryKind.SEXT16, narrow)
        : narrow;
  }
}
