package dev.keelson.compiler.pass;

import org.junit.jupiter.api.Test;

/** Neighbouring elements share an address, where the verifier can follow. */
class SteppedAddressesTest {
  private static final String LOOP =
      """
      function f(POINTER, I32) I64
      b0:
        v0 POINTER = parameter 0
        v1 I32 = parameter 1
        v2 I32 = const 0
        v3 I32 = const 1
        v4 I32 = const 63
        v5 I64 = const 0
        jump b1(START, v5)
      b1(v6 I32, v7 I64):
        branch ULT v6, v4, b2, b3
      b2:
        v8 I32 = add v6, v3
        v9 I64 = zext32 v8
        v10 POINTER = index v0, v9 * 8
        v11 I64 = load unsigned 8 v10+0
        v12 I64 = add v7, v11
        jump b1(v8, v12)
      b3:
        return v7
      """;

  @Test
  void whatIsAddedToACountersValueMovesIntoTheLoad() {
    String counted = LOOP.replace("START", "v2");
    PassText.assertChange(
        counted,
        SteppedAddresses::run,
        counted.replace(
            "v10 POINTER = index v0, v9 * 8",
            "v20 I64 = zext32 v6\n  v21 POINTER = index v0, v20 * 8\n  v10 POINTER = offset v21+8"));
  }

  @Test
  void ofACounterThatStartsAnywhereToo() {
    String counted = LOOP.replace("START", "v1");
    PassText.assertChange(
        counted,
        SteppedAddresses::run,
        counted.replace(
            "v10 POINTER = index v0, v9 * 8",
            "v20 I64 = zext32 v6\n  v21 POINTER = index v0, v20 * 8\n  v10 POINTER = offset v21+8"));
  }

  @Test
  void aSumThatIsAskedAboutStays() {
    String asked =
        """
        function f(POINTER, I32) I64
        b0:
          v0 POINTER = parameter 0
          v1 I32 = parameter 1
          v2 I32 = const 1
          v3 I32 = const 1023
          v4 I32 = and v1, v3
          v5 I32 = add v4, v2
          v6 I64 = zext32 v5
          v7 I64 = const 64
          v8 I64 = const 0
          branch ULT v6, v7, b1, b2
        b1:
          v9 POINTER = index v0, v6 * 8
          v10 I64 = load unsigned 8 v9+0
          return v10
        b2:
          return v8
        """;
    PassText.assertChange(asked, SteppedAddresses::run, asked);
  }
}
