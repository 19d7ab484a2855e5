package dev.keelson.compiler.pass;

import org.junit.jupiter.api.Test;

/** The passes that change what is computed and stored. */
class ValuePassesTest {
  @Test
  void anEqualComputationIsDoneOnceAndConstantsGoToTheEntry() {
    PassText.assertChange(
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          jump b1
        b1:
          v1 I32 = const 3
          v2 I32 = mul v0, v1
          v3 I32 = const 3
          v4 I32 = mul v3, v0
          v5 I32 = xor v2, v4
          return v5
        """,
        ValueNumbering::run,
        """
        function f(I32) I32
        b0:
          v1 I32 = const 3
          v0 I32 = parameter 0
          jump b1
        b1:
          v2 I32 = mul v0, v1
          v5 I32 = xor v2, v2
          return v5
        """);
  }

  @Test
  void onlyAStableLoadIsDoneOnce() {
    PassText.assertChange(
        """
        function f(POINTER) I64
        b0:
          v0 POINTER = parameter 0
          v1 I64 = load stable unsigned 8 v0+0
          v2 I64 = load stable unsigned 8 v0+0
          v3 I64 = load unsigned 8 v0+8
          v4 I64 = load unsigned 8 v0+8
          v5 I64 = add v1, v2
          v6 I64 = add v3, v4
          v7 I64 = add v5, v6
          return v7
        """,
        ValueNumbering::run,
        """
        function f(POINTER) I64
        b0:
          v0 POINTER = parameter 0
          v1 I64 = load stable unsigned 8 v0+0
          v3 I64 = load unsigned 8 v0+8
          v4 I64 = load unsigned 8 v0+8
          v5 I64 = add v1, v1
          v6 I64 = add v3, v4
          v7 I64 = add v5, v6
          return v7
        """);
  }

  @Test
  void aLoopThatOnlyFeedsItselfLosesItsParameterAndStoresStay() {
    PassText.assertChange(
        """
        function f(POINTER, I32) VOID
        b0:
          v0 POINTER = parameter 0
          v1 I32 = parameter 1
          jump b1(v1, v1)
        b1(v2 I32, v3 I32):
          v4 I32 = add v2, v1
          v5 I32 = add v3, v1
          store 4 v0+0, v3
          branch LT v3, v1, b1(v4, v5), b2
        b2:
          return
        """,
        DeadCode::run,
        """
        function f(POINTER, I32) VOID
        b0:
          v0 POINTER = parameter 0
          v1 I32 = parameter 1
          jump b1(v1)
        b1(v3 I32):
          v5 I32 = add v3, v1
          store 4 v0+0, v3
          branch LT v3, v1, b1(v5), b2
        b2:
          return
        """);
  }

  @Test
  void aZeroThatIsOverwrittenBeforeAnyReadIsNotStored() {
    PassText.assertChange(
        """
        function f(I64, I32) I64
        b0:
          v0 I64 = parameter 0
          v1 I32 = parameter 1
          v2 I64 = const 0
          v3 POINTER = slot 16 "pair"
          store 8 v3+0, v2
          store 8 v3+8, v2
          store 8 v3+0, v0
          store 4 v3+8, v1
          v4 I64 = load unsigned 8 v3+8
          return v4
        """,
        DeadStores::run,
        """
        function f(I64, I32) I64
        b0:
          v0 I64 = parameter 0
          v1 I32 = parameter 1
          v2 I64 = const 0
          v3 POINTER = slot 16 "pair"
          store 8 v3+8, v2
          store 8 v3+0, v0
          store 4 v3+8, v1
          v4 I64 = load unsigned 8 v3+8
          return v4
        """);
  }

  @Test
  void aStoreThatACallMaySeeStays() {
    String text =
        """
        function f() VOID
        b0:
          v0 I64 = const 0
          v1 POINTER = slot 8 "key"
          store 8 v1+0, v0
          v2 POINTER = map M
          v3 I64 = helper map_delete_elem(v2, v1)
          store 8 v1+0, v0
          v4 I64 = helper map_delete_elem(v2, v1)
          return
        """;
    PassText.assertChange(text, DeadStores::run, text);
  }

  @Test
  void anIncrementMovesBehindTheLastReadOfWhatItOverwrites() {
    PassText.assertChange(
        """
        function f(POINTER, I32) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = parameter 1
          v2 I32 = const 1
          v3 I32 = add v1, v2
          store 4 v0+0, v1
          store 4 v0+4, v1
          return v3
        """,
        Scheduling::run,
        """
        function f(POINTER, I32) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = parameter 1
          v2 I32 = const 1
          store 4 v0+0, v1
          store 4 v0+4, v1
          v3 I32 = add v1, v2
          return v3
        """);
  }
}
