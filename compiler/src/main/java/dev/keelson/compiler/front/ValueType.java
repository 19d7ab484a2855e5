package dev.keelson.compiler.front;

import dev.keelson.object.layout.DataType;
import java.util.List;

/** The type of a map's key or value, or of a ring's records. */
sealed interface ValueType {
  DataType dataType();

  /** A boxed primitive. */
  record Boxed(DataType.Scalar kind) implements ValueType {
    @Override
    public DataType dataType() {
      return kind;
    }
  }

  /** An enum, stored as an int: its ordinal and one more, 0 for null. */
  record Enumerated(String className) implements ValueType {
    @Override
    public DataType dataType() {
      return DataType.Scalar.INT;
    }
  }

  /** A sealed interface: one of its records, which come in the order of their names. */
  record Sealed(String className, List<StructType> alternatives) implements ValueType {
    public Sealed {
      alternatives = List.copyOf(alternatives);
    }

    @Override
    public DataType.Choice dataType() {
      return new DataType.Choice(
          className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1),
          alternatives.stream().map(StructType::layout).toList());
    }
  }

  /** A record or plain class. */
  record Structured(StructType type) implements ValueType {
    @Override
    public DataType dataType() {
      return type.layout();
    }
  }
}
