package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.FieldReference;
import dev.keelson.object.layout.DataType;

/** A field of a kernel struct, {@code offset} bytes from its start, and how it is read. */
sealed interface KernelField {
  FieldReference reference();

  int offset();

  /**
   * A number.
   *
   * @param sizeBytes 1, 2, 4 or 8, as loaded
   * @param shift bits below a bit field
   * @param bits width of a bit field, 0 for an ordinary number
   */
  record Numeric(
      FieldReference reference, int offset, int sizeBytes, boolean signed, int shift, int bits)
      implements KernelField {}

  /** A pointer, read as a number. */
  record Address(FieldReference reference, int offset) implements KernelField {}

  /** A pointer to a struct. */
  record PointerTo(FieldReference reference, int offset, String interfaceName)
      implements KernelField {}

  /** A struct within the struct. */
  record Embedded(FieldReference reference, int offset, String interfaceName)
      implements KernelField {}

  /** Where a struct within the struct lies, as a number. */
  record Place(FieldReference reference, int offset) implements KernelField {}

  /** An array of numbers. */
  record Numbers(FieldReference reference, int offset, DataType.Scalar element, int length)
      implements KernelField {}

  /** An array of bytes. */
  record Characters(FieldReference reference, int offset, int length) implements KernelField {}
}
