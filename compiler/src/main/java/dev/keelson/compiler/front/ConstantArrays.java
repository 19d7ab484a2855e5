package dev.keelson.compiler.front;

import dev.keelson.object.image.Bytes;
import dev.keelson.object.layout.DataType;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Arrays that a class initialiser made: Java's own, with elements as the JVM has them on its stack.
 */
final class ConstantArrays {
  private ConstantArrays() {}

  /** What its elements are; empty when it is no array of numbers. */
  static Optional<DataType.Scalar> element(Object value) {
    return Optional.ofNullable(
        switch (value) {
          case boolean[] _ -> DataType.Scalar.BOOLEAN;
          case byte[] _ -> DataType.Scalar.BYTE;
          case short[] _ -> DataType.Scalar.SHORT;
          case char[] _ -> DataType.Scalar.CHAR;
          case int[] _ -> DataType.Scalar.INT;
          case long[] _ -> DataType.Scalar.LONG;
          case null, default -> null;
        });
  }

  static int length(Object array) {
    if (element(array).isEmpty()) {
      throw Declarations.notADeclaration();
    }
    return Array.getLength(array);
  }

  static Object get(Object array, int index) {
    return switch (array) {
      case boolean[] flags -> flags[index] ? 1 : 0;
      case byte[] bytes -> (int) bytes[index];
      case short[] shorts -> (int) shorts[index];
      case char[] chars -> (int) chars[index];
      case int[] ints -> ints[index];
      case long[] longs -> longs[index];
      case null, default -> throw Declarations.notADeclaration();
    };
  }

  static void set(Object array, int index, Object value) {
    if (!(value instanceof Integer || value instanceof Long)) {
      throw Declarations.notADeclaration();
    }
    long number = ((Number) value).longValue();
    switch (array) {
      case boolean[] flags -> flags[index] = (number & 1) != 0;
      case byte[] bytes -> bytes[index] = (byte) number;
      case short[] shorts -> shorts[index] = (short) number;
      case char[] chars -> chars[index] = (char) number;
      case int[] ints -> ints[index] = (int) number;
      case long[] longs -> longs[index] = number;
      case null, default -> throw Declarations.notADeclaration();
    }
  }

  /** The bytes of an array, or of one number of that kind, as they lie in memory. */
  static Bytes bytes(DataType.Scalar kind, Object value) {
    int length = value instanceof Number ? 1 : Array.getLength(value);
    ByteBuffer bytes =
        ByteBuffer.allocate(length * kind.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < length; i++) {
      long number = ((Number) (value instanceof Number ? value : get(value, i))).longValue();
      switch (kind.sizeBytes()) {
        case 1 -> bytes.put((byte) number);
        case 2 -> bytes.putShort((short) number);
        case 4 -> bytes.putInt((int) number);
        default -> bytes.putLong(number);
      }
    }
    return Bytes.copyOf(bytes.array());
  }
}
