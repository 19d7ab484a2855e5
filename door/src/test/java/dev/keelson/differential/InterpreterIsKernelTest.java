package dev.keelson.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.bpf.BpfObject;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.insn.Disassembler;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.interpreter.Interpreter;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** The interpreter is a witness only as long as it agrees with the kernel on every instruction. */
class InterpreterIsKernelTest {
  private static final int PROGRAMS = 300;
  private static final int CONTEXTS = 4;
  private static final int LENGTH = 40;

  @KernelTest(since = "6.6")
  void randomCodeLeavesTheSameContext() {
    long firstSeed = Long.getLong("keelson.seed", System.nanoTime());
    for (long seed = firstSeed; seed < firstSeed + PROGRAMS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      BpfImage image = new RandomCode(random).image(LENGTH);
      try (BpfObject loaded = BpfObject.load(image)) {
        for (int i = 0; i < CONTEXTS; i++) {
          byte[] context = context(random);
          Bytes kernel = loaded.program("random").testRun(context).context();
          Bytes interpreter = Interpreter.of(image).run("random", context).context();
          assertThat(interpreter)
              .as(
                  "-Dkeelson.seed=%d:\n%s",
                  seed, Disassembler.print(image.program("random").code()))
              .isEqualTo(kernel);
        }
      }
    }
  }

  private static byte[] context(SplittableRandom random) {
    ByteBuffer context = ByteBuffer.allocate(RandomCode.CONTEXT_BYTES);
    while (context.hasRemaining()) {
      context.putLong(EdgeNumbers.nextLong(random));
    }
    return context.array();
  }
}
