package dev.keelson.differential;

import dev.keelson.object.image.BpfImage;
import dev.keelson.testkit.interpreter.Interpreter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Compiled code in the interpreter. */
final class InterpreterSide extends CompiledSide {
  private final Interpreter interpreter;

  InterpreterSide(BpfImage image) {
    super(image);
    this.interpreter = Interpreter.of(image);
  }

  @Override
  byte[] execute(String method, byte[] context) {
    return interpreter.run(method, context).context().toArray();
  }

  @Override
  long[] faultCounts(int sites) {
    return interpreter.map(FAULTS).entries().stream()
        .mapToLong(
            entry -> ByteBuffer.wrap(entry.getValue()).order(ByteOrder.LITTLE_ENDIAN).getLong())
        .toArray();
  }
}
