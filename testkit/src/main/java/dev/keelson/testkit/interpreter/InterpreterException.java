package dev.keelson.testkit.interpreter;

/** A program did what the verifier would not allow, or what this interpreter does not know. */
public final class InterpreterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int slot;

  InterpreterException(int slot, String instruction, String reason) {
    super("slot " + slot + ": " + instruction + ": " + reason);
    this.slot = slot;
  }

  /** The instruction slot, as the verifier counts. */
  public int slot() {
    return slot;
  }
}
