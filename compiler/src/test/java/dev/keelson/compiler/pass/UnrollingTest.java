package dev.keelson.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.IrParser;
import dev.keelson.compiler.ir.IrText;
import dev.keelson.compiler.ir.IrVerifier;
import org.junit.jupiter.api.Test;

/** Short loops become straight code; long ones, and those with calls, stay loops. */
class UnrollingTest {
  private static final String LOOP =
      """
      function f(I32) I32
      b0:
        v0 I32 = parameter 0
        v1 I32 = const 0
        v2 I32 = const 1
        v3 I32 = const TURNS
        jump b1(v1, v0)
      b1(v4 I32, v5 I32):
        branch LT v4, v3, b2, b3
      b2:
        v6 I32 = xor v5, v4
        v7 I32 = add v4, v2
        jump b1(v7, v6)
      b3:
        return v5
      """;

  @Test
  void aLoopOfThreeTurnsBecomesStraightCode() {
    PassText.assertChange(
        LOOP.replace("TURNS", "3"),
        UnrollingTest::unrollAndClean,
        """
        function f(I32) I32
        b0:
          v1 I32 = const 3
          v0 I32 = parameter 0
          v3 I32 = xor v0, v1
          return v3
        """);
  }

  @Test
  void aLongLoopStays() {
    String loop = LOOP.replace("TURNS", "100");
    PassText.assertChange(loop, Unrolling::run, loop);
  }

  @Test
  void aLoopWithACallStays() {
    String loop =
        LOOP.replace("TURNS", "3")
            .replace(
                "v6 I32 = xor v5, v4",
                "v8 I64 = helper get_smp_processor_id()\n  v6 I32 = trunc v8");
    PassText.assertChange(loop, Unrolling::run, loop);
  }

  @Test
  void aValueOfTheLastTurnReachesWhatFollowsByAParameter() {
    Function function =
        IrParser.parse(
            LOOP.replace("TURNS", "3")
                .replace("v6 I32 = xor v5, v4", "v6 I32 = load unsigned 4 v9+0")
                .replace("v0 I32 = parameter 0", "v0 I32 = parameter 0\n  v9 POINTER = parameter 1")
                .replace("function f(I32) I32", "function f(I32, POINTER) I32")
                .replace("jump b1(v7, v6)", "branch EQ v6, v1, b3, b4\nb4:\n  jump b1(v7, v6)"));
    IrVerifier.verify(function);

    assertThat(Unrolling.run(function)).isTrue();

    IrVerifier.verify(function);
    assertThat(IrText.print(function).split("load unsigned 4", -1)).hasSize(5);
  }

  private static void unrollAndClean(Function function) {
    Unrolling.run(function);
    IrVerifier.verify(function);
    for (int i = 0; i < 5; i++) {
      DeadCode.run(function);
      ValueNumbering.run(function);
      Simplify.run(function);
      RangeFolding.run(function);
      BlockParameters.run(function);
      BlockMerging.run(function);
    }
    DeadCode.run(function);
  }
}
