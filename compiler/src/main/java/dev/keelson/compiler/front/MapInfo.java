package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Module;
import dev.keelson.object.image.MapType;
import java.util.Optional;

/** A map as a program class declares it. */
record MapInfo(
    String name, MapType type, int maxEntries, Optional<ValueType> key, Optional<ValueType> value) {

  /** What {@code Kernel.print} writes to. */
  static final String PRINT = "keelson.print";

  Module.MapDeclaration declaration() {
    return new Module.MapDeclaration(
        name,
        type,
        maxEntries,
        type == MapType.RINGBUF ? Optional.empty() : key.map(ValueType::dataType),
        value.map(ValueType::dataType));
  }
}
