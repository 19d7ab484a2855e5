package dev.keelson.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.IrParser;
import dev.keelson.compiler.ir.IrText;
import dev.keelson.compiler.ir.IrVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimplifyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "add | 0 | return v0",
        "sub | 5 | const -5",
        "mul | 8 | shl",
        "mul | -1 | neg v0",
        "mul | 0 | const 0",
        "and | -1 | return v0",
        "or | -1 | const -1",
        "div | 1 | return v0",
        "div | -1 | neg v0",
        "rem | -1 | const 0",
        "udiv | 16 | ushr",
        "urem | 16 | const 15",
        "shl | 32 | return v0",
        "div | 8 | ushr",
        "div | -2147483648 | div v0"
      })
  void anOperationOnAConstantBecomesACheaperOne(String operation, String constant, String part) {
    Function function =
        IrParser.parse(
            """
            function f(I32) I32
            b0:
              v0 I32 = parameter 0
              v1 I32 = const %s
              v2 I32 = %s v0, v1
              return v2
            """
                .formatted(constant, operation));
    Simplify.run(function);
    DeadCode.run(function);
    IrVerifier.verify(function);
    assertThat(IrText.print(function)).contains(part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-2147483648 | div | -1 | -2147483648",
        "-2147483648 | rem | -1 | 0",
        "-7 | div | 2 | -3",
        "-7 | rem | 4 | -3",
        "-1 | ushr | 28 | 15",
        "2147483647 | add | 1 | -2147483648",
        "1 | shl | 33 | 2",
        "-1 | udiv | 2 | 2147483647"
      })
  void constantsAreComputedAsJavaDoes(String left, String operation, String right, String result) {
    PassText.assertChange(
        """
        function f() I32
        b0:
          v0 I32 = const %s
          v1 I32 = const %s
          v2 I32 = %s v0, v1
          return v2
        """
            .formatted(left, right, operation),
        function -> {
          Simplify.run(function);
          DeadCode.run(function);
        },
        """
        function f() I32
        b0:
          v2 I32 = const %s
          return v2
        """
            .formatted(result));
  }

  @Test
  void aComparisonMovesIntoTheBranchThatTestsIt() {
    PassText.assertChange(
        """
        function f(I64) VOID
        b0:
          v0 I64 = parameter 0
          v1 I64 = const 5
          v2 I32 = compare LT v0, v1
          v3 I32 = const 0
          branch EQ v2, v3, b1, b2
        b1:
          fault THROWN
        b2:
          return
        """,
        function -> {
          Simplify.run(function);
          DeadCode.run(function);
        },
        """
        function f(I64) VOID
        b0:
          v0 I64 = parameter 0
          v1 I64 = const 5
          branch GE v0, v1, b1, b2
        b1:
          fault THROWN
        b2:
          return
        """);
  }

  @Test
  void theLow32BitsOfALongAreTakenWithoutAConstant() {
    PassText.assertChange(
        """
        function f(I32) I64
        b0:
          v0 I32 = parameter 0
          v1 I64 = sext32 v0
          v2 I64 = const 4294967295
          v3 I64 = and v1, v2
          return v3
        """,
        function -> {
          Simplify.run(function);
          DeadCode.run(function);
        },
        """
        function f(I32) I64
        b0:
          v0 I32 = parameter 0
          v1 I64 = zext32 v0
          return v1
        """);
  }

  @Test
  void wideningBothSidesOfAComparisonIsNotNeeded() {
    PassText.assertChange(
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 I64 = sext32 v0
          v2 I64 = const 7
          v3 I32 = compare GE v1, v2
          return v3
        """,
        function -> {
          Simplify.run(function);
          DeadCode.run(function);
        },
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 I32 = const 7
          v2 I32 = compare GE v0, v1
          return v2
        """);
  }

  @Test
  void numbersInNetworkOrderAreComparedAsTheyLie() {
    PassText.assertChange(
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = load unsigned 2 v0+12
          v2 I32 = bswap16 v1
          v3 I32 = const 2048
          v4 I32 = compare EQ v2, v3
          return v4
        """,
        Simplify::run,
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = load unsigned 2 v0+12
          v2 I32 = bswap16 v1
          v3 I32 = const 2048
          v5 I32 = const 8
          v4 I32 = compare EQ v1, v5
          return v4
        """);
  }
}
