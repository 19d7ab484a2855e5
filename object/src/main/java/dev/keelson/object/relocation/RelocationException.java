package dev.keelson.object.relocation;

/** An image that cannot be made right for a kernel, or that contradicts itself. */
public final class RelocationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what which field of which program
   * @param reason why, and what was expected
   */
  RelocationException(String what, String reason) {
    super(what + ": " + reason);
  }
}
