package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Terminator;
import org.junit.jupiter.api.Test;

/** One comparison before a loop serves the accesses of all its turns. */
class WalkedOffsetsTest {
  private static final String LOOP =
      """
      function f(POINTER, POINTER) I32
      b0:
        v0 POINTER = parameter 0
        v1 POINTER = parameter 1
        v2 I32 = const 0
        v3 I32 = const STEP
        v4 I32 = const 20
        v5 POINTER = offset v0+LENGTH
        branch UGT v5, v1, b4, b1(v2, v2)
      b1(v6 I32, v7 I32):
        branch LT v6, v4, b2, b4
      b2:
        v8 I64 = zext32 v6
        v9 POINTER = index v0, v8 * 1
        v10 POINTER = offset v9+4
        branch UGT v10, v1, b5, b3
      b3:
        v11 I32 = load unsigned 4 v9+0
        v12 I32 = add v7, v11
        v13 I32 = add v6, v3
        jump b1(v13, v12)
      b4:
        return v2
      b5:
        fault INDEX_OUT_OF_BOUNDS
      """;

  @Test
  void theCheckOfATurnGoesWhereTheLastTurnIsWithinTheLength() {
    // 0, 4, ... 16: the last access ends at 20, though the counter is only known to be below 20.
    String long4 = LOOP.replace("STEP", "4").replace("LENGTH", "20");
    PassText.assertChange(
        long4,
        WalkedOffsetsTest::bounds,
        long4
            .replace("branch UGT v10, v1, b5, b3", "jump b3")
            .replace("b5:\n  fault INDEX_OUT_OF_BOUNDS\n", ""));
  }

  @Test
  void theCheckStaysWhereTheLastTurnReachesFurther() {
    String short4 = LOOP.replace("STEP", "4").replace("LENGTH", "19");
    PassText.assertChange(short4, PacketBounds::runAfterLoops, short4);
    String byOnes = LOOP.replace("STEP", "1").replace("LENGTH", "22");
    PassText.assertChange(byOnes, PacketBounds::runAfterLoops, byOnes);
  }

  private static void bounds(Function function) {
    PacketBounds.runAfterLoops(function);
    function.blocks().removeIf(block -> block.terminator() instanceof Terminator.Fault);
  }
}
