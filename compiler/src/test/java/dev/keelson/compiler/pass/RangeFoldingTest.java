package dev.keelson.compiler.pass;

import dev.keelson.compiler.ir.Function;
import org.junit.jupiter.api.Test;

/** Checks that cannot fail go, those that can stay. */
class RangeFoldingTest {
  private static final String LOOP =
      """
      function f(I32) I32
      b0:
        v0 I32 = parameter 0
        v1 I32 = const 0
        v2 I32 = const 1
        v3 I32 = const 64
        v9 I32 = const LIMIT
        jump b1(v1, v1)
      b1(v4 I32, v5 I32):
        branch LT v4, v3, b2, b5
      b2:
        branch ULT v4, v9, b3, b4
      b3:
        v6 I32 = xor v5, v4
        v7 I32 = add v4, v2
        jump b1(v7, v6)
      b4:
        fault INDEX_OUT_OF_BOUNDS
      b5:
        return v5
      """;

  @Test
  void theBoundsCheckThatTheLoopConditionImpliesGoes() {
    PassText.assertChange(
        LOOP.replace("LIMIT", "64"),
        RangeFoldingTest::fold,
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 I32 = const 0
          v2 I32 = const 1
          v3 I32 = const 64
          jump b1(v1, v1)
        b1(v4 I32, v5 I32):
          branch LT v4, v3, b2, b5
        b2:
          v6 I32 = xor v5, v4
          v7 I32 = add v4, v2
          jump b1(v7, v6)
        b5:
          return v5
        """);
  }

  @Test
  void theBoundsCheckOfAShorterArrayStaysAndTheLoopConditionGoes() {
    PassText.assertChange(
        LOOP.replace("LIMIT", "63"),
        RangeFoldingTest::fold,
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 I32 = const 0
          v2 I32 = const 1
          v9 I32 = const 63
          jump b1(v1)
        b1(v4 I32):
          branch ULT v4, v9, b3, b4
        b3:
          v7 I32 = add v4, v2
          jump b1(v7)
        b4:
          fault INDEX_OUT_OF_BOUNDS
        """);
  }

  @Test
  void aLoopThatStartsAnywhereKeepsItsBoundsCheck() {
    String anywhere = LOOP.replace("LIMIT", "64").replace("jump b1(v1, v1)", "jump b1(v0, v1)");
    PassText.assertChange(anywhere, RangeFolding::run, anywhere);
  }

  @Test
  void aDivisorThatIsNeverZeroNeedsNoCheck() {
    PassText.assertChange(
        """
        function f(I64) I64
        b0:
          v0 I64 = parameter 0
          v1 I64 = const 1
          v2 I32 = const 33
          v3 I64 = const 0
          v4 I64 = ushr v0, v2
          v5 I64 = add v4, v1
          branch EQ v5, v3, b1, b2
        b1:
          fault DIVISION_BY_ZERO
        b2:
          v6 I64 = udiv v0, v5
          return v6
        """,
        RangeFoldingTest::fold,
        """
        function f(I64) I64
        b0:
          v0 I64 = parameter 0
          v1 I64 = const 1
          v2 I32 = const 33
          v4 I64 = ushr v0, v2
          v5 I64 = add v4, v1
          v6 I64 = udiv v0, v5
          return v6
        """);
  }

  @Test
  void whatIsNotNegativeIsWidenedWithoutASignAndDividedUnsigned() {
    PassText.assertChange(
        """
        function f(POINTER, I32) I64
        b0:
          v0 POINTER = parameter 0
          v1 I32 = load unsigned 2 v0+0
          v2 I32 = const 10
          v3 I32 = div v1, v2
          v4 I64 = sext32 v3
          return v4
        """,
        RangeFoldingTest::fold,
        """
        function f(POINTER, I32) I64
        b0:
          v0 POINTER = parameter 0
          v1 I32 = load unsigned 2 v0+0
          v2 I32 = const 10
          v3 I32 = udiv v1, v2
          v4 I64 = zext32 v3
          return v4
        """);
  }

  @Test
  void aPointerThatWasFoundNotToBeNullIsNotTestedAgain() {
    PassText.assertChange(
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = const 0
          v2 I32 = const 7
          branch EQ v0, v1, b1, b2
        b1:
          fault NULL_POINTER
        b2:
          v3 I32 = load unsigned 4 v0+0
          branch NE v0, v1, b3, b1
        b3:
          v4 I32 = add v3, v2
          return v4
        """,
        RangeFoldingTest::fold,
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = const 0
          v2 I32 = const 7
          branch EQ v0, v1, b1, b2
        b1:
          fault NULL_POINTER
        b2:
          v3 I32 = load unsigned 4 v0+0
          v4 I32 = add v3, v2
          return v4
        """);
  }

  private static void fold(Function function) {
    RangeFolding.run(function);
    BlockMerging.run(function);
    DeadCode.run(function);
  }
}
