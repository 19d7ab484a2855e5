package dev.keelson.compiler.pass;

import org.junit.jupiter.api.Test;

class PacketBoundsTest {
  @Test
  void belowALengthThatWasAskedForNothingIsCompared() {
    PassText.assertChange(
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = load stable unsigned 4 v0+0
          v2 POINTER = load stable unsigned 4 v0+4
          v3 I32 = const 0
          v4 POINTER = offset v1+34
          branch UGT v4, v2, b1, b2
        b1:
          return v3
        b2:
          v5 POINTER = offset v1+14
          branch UGT v5, v2, b3, b4
        b3:
          fault INDEX_OUT_OF_BOUNDS
        b4:
          v6 I32 = load unsigned 2 v1+12
          return v6
        """,
        PacketBounds::run,
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = load stable unsigned 4 v0+0
          v2 POINTER = load stable unsigned 4 v0+4
          v3 I32 = const 0
          v4 POINTER = offset v1+34
          branch UGT v4, v2, b1, b2
        b1:
          return v3
        b2:
          v5 POINTER = offset v1+14
          jump b4
        b3:
          fault INDEX_OUT_OF_BOUNDS
        b4:
          v6 I32 = load unsigned 2 v1+12
          return v6
        """);
  }

  @Test
  void whatIsLongerStaysAndWhatWasTooLongBeforeIsStill() {
    PassText.assertChange(
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = load stable unsigned 4 v0+0
          v2 POINTER = load stable unsigned 4 v0+4
          v4 POINTER = offset v1+34
          v5 POINTER = offset v1+35
          branch UGT v4, v2, b1, b2
        b1:
          v6 I32 = compare ULE v5, v2
          return v6
        b2:
          v7 I32 = compare ULE v5, v2
          return v7
        """,
        PacketBounds::run,
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = load stable unsigned 4 v0+0
          v2 POINTER = load stable unsigned 4 v0+4
          v4 POINTER = offset v1+34
          v5 POINTER = offset v1+35
          branch UGT v4, v2, b1, b2
        b1:
          v6 I32 = const 0
          return v6
        b2:
          v7 I32 = compare ULE v5, v2
          return v7
        """);
  }

  @Test
  void aWayThatAnotherOneJoinsHasSettledNothing() {
    String text =
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = load stable unsigned 4 v0+0
          v2 POINTER = load stable unsigned 4 v0+4
          v3 POINTER = offset v1+34
          branch UGT v3, v2, b1, b2
        b1:
          jump b2
        b2:
          v4 I32 = compare ULE v3, v2
          return v4
        """;
    PassText.assertChange(text, PacketBounds::run, text);
  }

  @Test
  void anOffsetIsComparedWithItsLimitOnce() {
    PassText.assertChange(
        """
        function f(I64) I32
        b0:
          v0 I64 = parameter 0
          v1 I64 = const 100
          v2 I64 = const 200
          v3 I64 = const 50
          branch UGT v0, v1, b1, b2
        b1:
          v4 I32 = compare ULE v0, v3
          return v4
        b2:
          v5 I32 = compare UGE v0, v2
          return v5
        """,
        PacketBounds::run,
        """
        function f(I64) I32
        b0:
          v0 I64 = parameter 0
          v1 I64 = const 100
          v2 I64 = const 200
          v3 I64 = const 50
          branch UGT v0, v1, b1, b2
        b1:
          v4 I32 = const 0
          return v4
        b2:
          v5 I32 = const 0
          return v5
        """);
  }

  @Test
  void checksThatFollowEachOtherBecomeTheFarthestAndFailAsBefore() {
    PassText.assertChange(
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = load stable unsigned 4 v0+0
          v2 POINTER = load stable unsigned 4 v0+4
          v3 POINTER = offset v1+14
          branch UGT v3, v2, b1, b2 ; 7
        b1:
          fault INDEX_OUT_OF_BOUNDS ; 7
        b2:
          v4 I32 = load unsigned 2 v1+12 ; 7
          v5 POINTER = offset v1+24
          branch UGT v5, v2, b3, b4 ; 8
        b3:
          fault INDEX_OUT_OF_BOUNDS ; 8
        b4:
          v6 I32 = load unsigned 1 v1+23 ; 8
          v7 I32 = add v4, v6
          return v7
        """,
        PacketRuns::run,
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = load stable unsigned 4 v0+0
          v2 POINTER = load stable unsigned 4 v0+4
          v3 POINTER = offset v1+14
          v8 POINTER = offset v1+24 ; 7
          branch UGT v8, v2, b5, b2 ; 7
        b1:
          fault INDEX_OUT_OF_BOUNDS ; 7
        b2:
          v4 I32 = load unsigned 2 v1+12 ; 7
          v5 POINTER = offset v1+24
          jump b4 ; 8
        b3:
          fault INDEX_OUT_OF_BOUNDS ; 8
        b4:
          v6 I32 = load unsigned 1 v1+23 ; 8
          v7 I32 = add v4, v6
          return v7
        b5:
          v9 POINTER = offset v1+14 ; 7
          branch UGT v9, v2, b1, b6 ; 7
        b6:
          jump b3 ; 8
        """);
  }

  @Test
  void aStoreBetweenKeepsChecksApart() {
    String text =
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = load stable unsigned 4 v0+0
          v2 POINTER = load stable unsigned 4 v0+4
          v3 I32 = const 5
          v4 POINTER = offset v1+14
          branch UGT v4, v2, b1, b2
        b1:
          fault INDEX_OUT_OF_BOUNDS
        b2:
          store 1 v1+3, v3
          v5 POINTER = offset v1+24
          branch UGT v5, v2, b1, b4
        b4:
          return v3
        """;
    PassText.assertChange(text, PacketRuns::run, text);
  }
}
