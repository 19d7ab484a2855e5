package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.lang.constant.ClassDesc;
import java.util.Optional;

/** Boxes are erased: what Java's boxing and unboxing are for the numbers behind them. */
final class Boxing {
  private Boxing() {}

  /** The number of a box that is not null, as a primitive type. */
  static Operand unbox(Emitter emitter, Operand box, ClassDesc target) {
    Value value = box.value();
    Value converted =
        switch (target.descriptorString()) {
          case "J" -> value.type() == Type.I64 ? value : emitter.unary(UnaryKind.SEXT32, value);
          case "I" -> narrowed(emitter, value);
          case "S" -> emitter.unary(UnaryKind.SEXT16, narrowed(emitter, value));
          case "B" -> emitter.unary(UnaryKind.SEXT8, narrowed(emitter, value));
          case "C", "Z" -> value;
          default -> throw Arithmetic.floating();
        };
    return Operand.number(converted);
  }

  private static Value narrowed(Emitter emitter, Value value) {
    return value.type() == Type.I64 ? emitter.unary(UnaryKind.TRUNC, value) : value;
  }

  /**
   * An argument or result as another type wants it: boxed, unboxed or as it is, which is what a
   * lambda's maker adds between the method it calls and the one it stands for.
   */
  static Operand adapted(Translation translation, Operand operand, ClassDesc wanted, Frame frame) {
    boolean primitive = StructTypes.primitive(wanted).isPresent();
    if (primitive && operand.shape() instanceof Shape.Box) {
      Operand box = translation.requireNotNull(frame, operand);
      return unbox(translation.emitter(), box, wanted);
    }
    Optional<DataType.Scalar> box = StructTypes.box(ClassLibrary.nameOf(wanted));
    if (box.isPresent() && operand.shape() instanceof Shape.Primitive) {
      return Operand.of(new Shape.Box(box.get(), false), operand.value());
    }
    return operand;
  }
}
