package dev.keelson.compiler.pass;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Faults of functions that are called. */
class CalleeFaultsTest {
  @Test
  void aFunctionThatGivesBackAnIntLeavesRoomForTheSign() {
    PassText.assertChange(
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 I32 = const 0
          branch EQ v0, v1, b1, b2
        b1:
          fault DIVISION_BY_ZERO ; 4
        b2:
          return v0 ; 5
        """,
        CalleeFaults::changeReturns,
        """
        function f(I32) I64
        b0:
          v0 I32 = parameter 0
          v1 I32 = const 0
          branch EQ v0, v1, b1, b2
        b1:
          fault DIVISION_BY_ZERO ; 4
        b2:
          v2 I64 = zext32 v0 ; 5
          return v2 ; 5
        """);
  }

  @Test
  void aLongComesBackThroughMemoryOfTheCaller() {
    PassText.assertChange(
        """
        function f(I64) I64
        b0:
          v0 I64 = parameter 0
          return v0 ; 5
        """,
        CalleeFaults::changeReturns,
        """
        function f(I64, POINTER) I64
        b0:
          v2 POINTER = parameter 1
          v0 I64 = parameter 0
          store 8 v2+0, v0 ; 5
          v1 I64 = const 0 ; 5
          return v1 ; 5
        """);
    PassText.assertChange(
        """
        function g(I64) I64
        b0:
          v0 I64 = parameter 0
          v1 I64 = call f(v0) ; 7
          v2 I64 = call h(v1) ; 8
          return v2 ; 9
        """,
        function -> CalleeFaults.checkCalls(function, Set.of("f")),
        """
        function g(I64) I64
        b0:
          v0 I64 = parameter 0
          v1 POINTER = slot 8 "result" ; 7
          v2 I64 = call f(v0, v1) ; 7
          v3 I64 = const 0 ; 7
          branch LT v2, v3, b2, b1 ; 7
        b1:
          v4 I64 = load unsigned 8 v1+0 ; 7
          v5 I64 = call h(v4) ; 8
          return v5 ; 9
        b2:
          fault IN_CALLEE ; 7
        """);
  }
}
