package dev.keelson.object;

/**
 * Bytes that are not what their format says: the only exception a reader of this module throws for
 * bad input, whatever the input.
 */
public final class MalformedObjectException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param what the thing being read, for example {@code "BTF of vmlinux"}
   * @param offset byte offset, from the start of that thing, at which reading failed
   * @param expected what a well-formed file has there
   */
  public MalformedObjectException(String what, long offset, String expected) {
    super("%s, byte %d: %s".formatted(what, offset, expected));
    this.offset = offset;
  }

  /** The byte offset at which reading failed. */
  public long offset() {
    return offset;
  }
}
