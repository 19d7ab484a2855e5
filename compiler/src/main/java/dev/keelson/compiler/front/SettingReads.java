package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;

/** The value of a {@code Setting}: a constant, or one that the loader fixes. */
final class SettingReads {
  private final Emitter emitter;

  SettingReads(Emitter emitter) {
    this.emitter = emitter;
  }

  Operand read(Shape.SettingReference setting) {
    return switch (setting.value()) {
      case Long number -> read(setting, DataType.Scalar.LONG, number);
      case Boolean flag -> read(setting, DataType.Scalar.BOOLEAN, flag ? 1 : 0);
      case Character character -> read(setting, DataType.Scalar.CHAR, character);
      case Integer number -> read(setting, DataType.Scalar.INT, number);
      case Short number -> read(setting, DataType.Scalar.SHORT, number);
      case Byte number -> read(setting, DataType.Scalar.BYTE, number);
      default ->
          throw new Refusal(
              "setting-type",
              "the setting %s is a %s"
                  .formatted(setting.name(), setting.value().getClass().getSimpleName()),
              "A setting is a constant of the program.",
              "Use a Setting of Integer, Long or Boolean.");
    };
  }

  private Operand read(Shape.SettingReference setting, DataType.Scalar scalar, long number) {
    boolean wide = scalar == DataType.Scalar.LONG;
    Value value;
    if (setting.open()) {
      Op open = new Op.SettingValue(setting.name(), number);
      value = emitter.emit(open, wide ? Type.I64 : Type.I32);
    } else {
      value = wide ? emitter.int64(number) : emitter.int32((int) number);
    }
    return Operand.of(new Shape.Box(scalar, false), value);
  }
}
