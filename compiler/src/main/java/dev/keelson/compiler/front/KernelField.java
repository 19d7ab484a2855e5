package dev.keelson.compiler.front;

/** A field of a kernel struct, {@code offset} bytes from its start, and how it is read. */
sealed interface KernelField {
  int offset();

  /**
   * A number.
   *
   * @param sizeBytes 1, 2, 4 or 8, as loaded
   * @param shift bits below a bit field
   * @param bits width of a bit field, 0 for an ordinary number
   */
  record Numeric(int offset, int sizeBytes, boolean signed, int shift, int bits)
      implements KernelField {}

  /** A pointer, read as a number. */
  record Address(int offset) implements KernelField {}

  /** A pointer to a struct. */
  record PointerTo(int offset, String interfaceName) implements KernelField {}

  /** A struct within the struct. */
  record Embedded(int offset, String interfaceName) implements KernelField {}

  /** An array of bytes. */
  record Characters(int offset, int length) implements KernelField {}
}
