package dev.keelson.differential;

import dev.keelson.object.image.BpfImage;
import dev.keelson.testkit.interpreter.Interpreter;

/** Compiled code in the interpreter. */
final class InterpreterSide extends CompiledSide {
  private final BpfImage image;
  private final Interpreter interpreter;

  InterpreterSide(BpfImage image) {
    super(image);
    this.image = image;
    this.interpreter = Interpreter.of(image);
  }

  @Override
  byte[] execute(String method, byte[] context) {
    return interpreter.run(method, context).context().toArray();
  }

  @Override
  long[] faultCounts() {
    return FaultWatch.counts(image, interpreter);
  }
}
