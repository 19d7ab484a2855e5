package dev.keelson.bpf;

import dev.keelson.object.layout.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;

/**
 * Between a Java value and its bytes in a map or ring record, laid out as {@link DataType} says.
 * Codecs are immutable and safe for use by any thread.
 *
 * @param <T> a box ({@code Integer}, {@code Long} ...), a record or a plain class of primitives
 */
public interface Codec<T> {
  /** Size of an encoded value in bytes, padding included. */
  int sizeBytes();

  /** Writes all {@link #sizeBytes()} bytes of {@code value}, padding as zeros. */
  void write(T value, MemorySegment target, long offset);

  /** Reads a value. */
  T read(MemorySegment source, long offset);

  /**
   * The codec of a type that this module may see: a box, or a record or class in an open package or
   * on the class path.
   *
   * @throws IllegalArgumentException for a type that has no layout, or one that is encapsulated
   */
  static <T> Codec<T> of(Class<T> type) {
    return of(type, MethodHandles.lookup());
  }

  /**
   * The codec of a type as {@code lookup} sees it; a lookup of the type's own module reaches types
   * that are encapsulated there.
   *
   * @throws IllegalArgumentException for a type that has no layout, or one out of reach
   */
  static <T> Codec<T> of(Class<T> type, MethodHandles.Lookup lookup) {
    return of(type, ReflectedLayout.of(type), lookup);
  }

  /**
   * The codec of a type with a layout that is known already.
   *
   * @throws IllegalArgumentException when type and layout do not fit, or the type is out of reach
   */
  static <T> Codec<T> of(Class<T> type, DataType layout, MethodHandles.Lookup lookup) {
    return Codecs.of(type, layout, lookup);
  }

  /** Bytes as they are, for keys and values without a Java type. */
  static Codec<byte[]> bytes(int sizeBytes) {
    return new Codec<>() {
      @Override
      public int sizeBytes() {
        return sizeBytes;
      }

      @Override
      public void write(byte[] value, MemorySegment target, long offset) {
        if (value.length != sizeBytes) {
          throw new IllegalArgumentException(
              "%d bytes, expected %d".formatted(value.length, sizeBytes));
        }
        MemorySegment.copy(value, 0, target, ValueLayout.JAVA_BYTE, offset, sizeBytes);
      }

      @Override
      public byte[] read(MemorySegment source, long offset) {
        return source.asSlice(offset, sizeBytes).toArray(ValueLayout.JAVA_BYTE);
      }
    };
  }
}
