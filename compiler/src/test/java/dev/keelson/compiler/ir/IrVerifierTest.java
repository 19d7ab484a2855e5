package dev.keelson.compiler.ir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IrVerifierTest {
  @Test
  void aLoopWithItsCounterInABlockParameterIsSound() {
    assertThatCode(() ->
            verify(
                """
                function f() I32
                b0:
                  v0 I32 = const 0
                  v1 I32 = const 10
                  jump b1(v0)
                b1(v2 I32):
                  branch LT v2, v1, b2, b3
                b2:
                  v3 I32 = add v2, v1
                  jump b1(v3)
                b3:
                  return v2
                """))
        .doesNotThrowAnyException();
  }

  @Test
  void aUseThatItsDefinitionDoesNotDominateIsNamed() {
    assertRefused(
        """
        function f(I32) I32
        b0:
          v0 I32 = parameter 0
          v1 I32 = const 0
          branch EQ v0, v1, b1, b2
        b1:
          v2 I32 = const 7
          jump b2
        b2:
          return v2
        """,
        "block b2 uses v2 before its definition");
  }

  @Test
  void aUseAboveItsDefinitionInTheSameBlockIsNamed() {
    assertRefused(
        """
        function f() I32
        b0:
          v1 I32 = neg v0
          v0 I32 = const 1
          return v1
        """,
        "before its definition");
  }

  @Test
  void anEdgeWithTooFewArgumentsIsNamed() {
    assertRefused(
        """
        function f() VOID
        b0:
          jump b1
        b1(v0 I32):
          return
        """,
        "gives b1 [], which takes [I32]");
  }

  @Test
  void operandsOfDifferentWidthAreNamed() {
    assertRefused(
        """
        function f() I64
        b0:
          v0 I32 = const 1
          v1 I64 = const 1
          v2 I64 = add v1, v0
          return v2
        """,
        "has wrong types in v2 I64 = add v1, v0");
  }

  @Test
  void aReturnOfTheWrongTypeIsNamed() {
    assertRefused(
        """
        function f() I64
        b0:
          v0 I32 = const 1
          return v0
        """,
        "returns [I32], not [I64]");
  }

  @Test
  void anEdgeToTheEntryIsNamed() {
    assertRefused(
        """
        function f() VOID
        b0:
          jump b0
        """,
        "leads to the entry");
  }

  @Test
  void aSecondDefinitionIsNamed() {
    Function function = new Function("f", java.util.List.of(), Type.VOID);
    Block block = function.newBlock();
    Instruction one = new Instruction(function.newValue(Type.I32), new Op.Const(1), 0);
    block.instructions().add(one);
    block.instructions().add(one);
    block.terminate(new Terminator.Return(java.util.List.of(), 0));

    assertThatThrownBy(() -> IrVerifier.verify(function))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("defines v0 again");
  }

  @Test
  void pointersAreComparedForEqualityOnly() {
    assertRefused(
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = const 0
          v2 I32 = compare LT v0, v1
          return v2
        """,
        "has wrong types");
  }

  private static void assertRefused(String text, String why) {
    assertThatThrownBy(() -> verify(text))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(why);
  }

  private static void verify(String text) {
    IrVerifier.verify(IrParser.parse(text));
  }
}
