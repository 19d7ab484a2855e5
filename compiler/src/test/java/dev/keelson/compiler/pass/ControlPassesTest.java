package dev.keelson.compiler.pass;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.keelson.compiler.ir.Function;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The passes that change how control flows. */
class ControlPassesTest {
  private static final String LOOKUP =
      """
      function f(POINTER) I64
      b0:
        v0 POINTER = parameter 0
        v1 I32 = const 0
        v2 I32 = const 1
        v3 I64 = const -1
        v4 POINTER = const 0
        branch EQ v0, v4, b1, b2
      b1:
        jump b3(v1, v3)
      b2:
        v5 I64 = load unsigned 8 v0+0
        jump b3(v2, v5)
      b3(v6 I32, v7 I64):
        branch EQ v6, v1, b4, b5
      b4:
        fault NULL_POINTER
      b5:
        v8 I64 = neg v7
        return v8
      """;

  @Test
  void aPairOfPresentAndValueBecomesOneTestOfThePointer() {
    PassText.assertChange(
        LOOKUP,
        ControlPassesTest::thread,
        """
        function f(POINTER) I64
        b0:
          v0 POINTER = parameter 0
          v4 POINTER = const 0
          branch EQ v0, v4, b4, b2
        b2:
          v5 I64 = load unsigned 8 v0+0
          v8 I64 = neg v5
          return v8
        b4:
          fault NULL_POINTER
        """);
  }

  @Test
  void aValueThatIsReadAfterTheThreadedBranchGetsAParameterThere() {
    PassText.assertChange(
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 I32 = const 0
          v2 I32 = const 9
          branch EQ v0, v1, b3(v1), b1
        b1:
          v3 I32 = add v0, v2
          jump b3(v3)
        b3(v4 I32):
          branch EQ v4, v1, b4, b5
        b4:
          store 4 v6+0, v1
          jump b5
        b5:
          return v4
        """
            .replace("  store 4 v6+0, v1\n", "  v9 I64 = helper get_smp_processor_id()\n"),
        f -> JumpThreading.run(f, true),
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 I32 = const 0
          v2 I32 = const 9
          branch EQ v0, v1, b6, b1
        b1:
          v3 I32 = add v0, v2
          jump b3(v3)
        b3(v4 I32):
          branch EQ v4, v1, b4(v4), b5(v4)
        b4(v7 I32):
          v9 I64 = helper get_smp_processor_id()
          jump b5(v7)
        b5(v8 I32):
          return v8
        b6:
          jump b4(v1)
        """);
  }

  @Test
  void aBlockWithOneWayInJoinsTheOneBefore() {
    PassText.assertChange(
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          jump b1(v0)
        b1(v1 I32):
          v2 I32 = neg v1
          return v2
        """,
        BlockMerging::run,
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v2 I32 = neg v0
          return v2
        """);
  }

  @Test
  void aRingOfBlocksThatNothingLeadsToIsLeftAlone() {
    String ring =
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          return v0
        b1(v1 I32):
          jump b2(v2)
        b2(v2 I32):
          jump b1(v1)
        """;
    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> PassText.assertChange(ring, BlockMerging::run, ring));
  }

  @Test
  void aParameterThatIsTheSameOnEveryEdgeGoes() {
    PassText.assertChange(
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          jump b1(v0)
        b1(v1 I32):
          branch EQ v1, v0, b1(v1), b2
        b2:
          return v1
        """,
        BlockParameters::run,
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          jump b1
        b1:
          branch EQ v0, v0, b1, b2
        b2:
          return v0
        """);
  }

  @Test
  void whatOnlyEndsInAFaultComesLast() {
    PassText.assertChange(
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          branch EQ v0, v0, b2, b1
        b1:
          fault THROWN
        b2:
          return v0
        """,
        Layout::run,
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          branch EQ v0, v0, b1, b2
        b1:
          return v0
        b2:
          fault THROWN
        """);
  }

  @Test
  void returnsOfTheSameConstantShareABlock() {
    PassText.assertChange(
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 I32 = const 0
          branch EQ v0, v1, b1, b2
        b1:
          return v1
        b2:
          v2 I64 = helper get_smp_processor_id()
          return v1
        """,
        Returns::run,
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 I32 = const 0
          branch EQ v0, v1, b1, b2
        b1:
          return v1
        b2:
          v2 I64 = helper get_smp_processor_id()
          jump b1
        """);
  }

  private static void thread(Function function) {
    while (JumpThreading.run(function, true)) {
      BlockMerging.run(function);
    }
    BlockMerging.run(function);
    BlockParameters.run(function);
    Simplify.run(function);
    DeadCode.run(function);
    BlockMerging.run(function);
    DeadCode.run(function);
    Layout.run(function);
  }
}
