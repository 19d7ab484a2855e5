package dev.keelson.compiler.ir;

/** What a value is at machine level. Java's small integers and booleans are {@code I32}. */
public enum Type {
  /** 32 bits; the upper half of the register is unspecified until widened. */
  I32,
  /** 64 bits. */
  I64,
  /**
   * A pointer or a null pointer; arithmetic on it is by {@link Op.Offset} and {@link Op.Index}
   * only.
   */
  POINTER,
  /** No value. */
  VOID
}
