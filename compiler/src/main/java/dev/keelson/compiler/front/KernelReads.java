package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/** Reads a field of a kernel struct: a load where the verifier allows one, else a probe read. */
final class KernelReads {
  private final Emitter emitter;

  KernelReads(Emitter emitter) {
    this.emitter = emitter;
  }

  /** The field of a view that is not null, as the type that the interface's method returns. */
  Operand read(Operand view, KernelField field, ClassDesc javaType) {
    Shape.View shape = (Shape.View) view.shape();
    Value pointer = view.value();
    int offset = shape.offset() + field.offset();
    return switch (field) {
      case KernelField.Numeric number -> {
        Value raw = load(pointer, offset, number.sizeBytes(), number.signed(), shape.access());
        yield Operand.number(asJava(bits(raw, number), number, javaType));
      }
      case KernelField.Address _ -> Operand.number(probe(pointer, offset, 8, false, Type.I64));
      case KernelField.PointerTo(int _, String target) -> {
        Value found =
            shape.access() == Access.PROBE
                ? probe(pointer, offset, 8, false, Type.POINTER)
                : emitter.load(pointer, offset, 8, false, true, Type.POINTER);
        Access access = shape.access() == Access.BTF ? Access.BTF : Access.PROBE;
        yield Operand.of(new Shape.View(target, access, 0, true), found);
      }
      case KernelField.Embedded(int _, String target) ->
          Operand.of(new Shape.View(target, shape.access(), offset, false), pointer);
      case KernelField.Characters(int _, int length) ->
          Operand.of(new Shape.Bytes(shape.access(), offset, length), pointer);
    };
  }

  /** A number of the kernel's memory. */
  Value load(Value pointer, int offset, int size, boolean signed, Access access) {
    Type type = size == 8 ? Type.I64 : Type.I32;
    return access == Access.PROBE
        ? probe(pointer, offset, size, signed, type)
        : emitter.load(pointer, offset, size, signed, true, type);
  }

  private Value probe(Value pointer, int offset, int size, boolean signed, Type type) {
    Value slot = emitter.stackSlot(size, "probe read");
    emitter.call(
        Helper.PROBE_READ_KERNEL,
        Type.I64,
        slot,
        emitter.int64(size),
        emitter.offset(pointer, offset));
    return emitter.load(slot, 0, size, signed, false, type);
  }

  /** The bits of a bit field, moved up and down again so that the sign comes out right. */
  private Value bits(Value raw, KernelField.Numeric number) {
    if (number.bits() == 0) {
      return raw;
    }
    int width = raw.type() == Type.I64 ? 64 : 32;
    int up = width - number.shift() - number.bits();
    Value top = up == 0 ? raw : emitter.binary(BinaryKind.SHL, raw, emitter.int32(up));
    int down = width - number.bits();
    return down == 0
        ? top
        : emitter.binary(
            number.signed() ? BinaryKind.SHR : BinaryKind.USHR, top, emitter.int32(down));
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
    if (value.type() == Type.I64) {
      return emitter.unary(UnaryKind.TRUNC, value);
    }
    if (javaType.equals(ConstantDescs.CD_byte) && !number.signed()) {
      return emitter.unary(UnaryKind.SEXT8, value);
    }
    return javaType.equals(ConstantDescs.CD_short) && !number.signed()
        ? emitter.unary(UnaryKind.SEXT16, value)
        : value;
  }
}
