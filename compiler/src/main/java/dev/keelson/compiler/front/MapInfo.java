package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Module;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramType;
import dev.keelson.object.layout.DataType;
import java.util.List;
import java.util.Optional;

/** A map as a program class declares it. */
record MapInfo(
    String name,
    MapType type,
    int maxEntries,
    Optional<ValueType> key,
    Optional<ValueType> value,
    Optional<Slots> slots) {
  /** What an array of programs holds at first: programs of one kind. */
  record Slots(List<String> programs, ProgramType kind) {}

  MapInfo(
      String name,
      MapType type,
      int maxEntries,
      Optional<ValueType> key,
      Optional<ValueType> value) {
    this(name, type, maxEntries, key, value, Optional.empty());
  }

  /** An array of programs, told apart by their index. */
  static MapInfo programs(String name, Slots slots) {
    Optional<ValueType> number = Optional.of(new ValueType.Boxed(DataType.Scalar.INT));
    int length = slots.programs().size();
    return new MapInfo(name, MapType.PROG_ARRAY, length, number, number, Optional.of(slots));
  }

  /** Values that lie with their owners: user space names those by a descriptor. */
  static MapInfo local(String name, MapType type, ValueType value) {
    Optional<ValueType> descriptor = Optional.of(new ValueType.Boxed(DataType.Scalar.INT));
    return new MapInfo(name, type, 0, descriptor, Optional.of(value));
  }

  /** What {@code Kernel.print} writes to. */
  static final String PRINT = "keelson.print";

  Module.MapDeclaration declaration() {
    return new Module.MapDeclaration(
        name,
        type,
        maxEntries,
        type.ring() ? Optional.empty() : key.map(ValueType::dataType),
        value.map(ValueType::dataType),
        slots.map(Slots::programs).orElse(List.of()));
  }
}
