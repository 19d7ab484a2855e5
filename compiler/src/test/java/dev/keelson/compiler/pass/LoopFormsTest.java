package dev.keelson.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.Features;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.IrParser;
import dev.keelson.compiler.ir.IrText;
import dev.keelson.compiler.pass.LoopForms.Choice;
import dev.keelson.compiler.pass.LoopForms.Form;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How loops are known to end. */
class LoopFormsTest {
  private static final String COUNTED =
      """
      function f(POINTER) I32
      b0:
        v0 POINTER = parameter 0
        v1 I32 = const 0
        v2 I32 = const 1
        v3 I32 = load unsigned 4 v0+0
        v4 I32 = const %2$s
        v5 I32 = and v3, v4
        v9 I32 = const %1$s
        jump b1(v1, v1)
      b1(v6 I32, v7 I32):
        branch LT v6, %3$s, b2, b3 ; 9
      b2:
        v8 I32 = xor v7, v3
        v10 I32 = add v6, v2
        jump b1(v10, v8)
      b3:
        return v7
      """;

  @Test
  void aConstantBoundIsWalked() {
    assertThat(choices(COUNTED.formatted(64, 0, "v9")))
        .containsExactly(new Choice(9, Form.PLAIN, "at most 64 turns"));
  }

  @Test
  void aLoopOverWhatTheKernelHasIsEndedByItsIterator() {
    assertThat(
            choices(
                """
                function f(POINTER) I32
                b0:
                  v0 I64 = const 0
                  v1 I32 = const 0
                  v2 POINTER = const 0
                  v3 POINTER = slot 24 "iterator"
                  v4 I32 = kernel bpf_iter_task_new(v3, v2, v1)
                  jump b1(v0)
                b1(v5 I64):
                  v6 POINTER = kernel bpf_iter_task_next(v3)
                  branch NE v6, v2, b2, b3 ; 7
                b2:
                  v7 I64 = load unsigned 8 v6+0
                  v8 I64 = add v5, v7
                  jump b1(v8)
                b3:
                  kernel bpf_iter_task_destroy(v3)
                  return v1
                """))
        .containsExactly(new Choice(7, Form.ITERATOR, "the kernel's iterator ends it"));
  }

  @Test
  void aLoopThatIsStoppedGivesBackWhatTheProgramHasGot() {
    PassText.assertChange(
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = const 0
          v2 POINTER = const 0
          v3 POINTER = slot 24 "iterator"
          v4 I32 = kernel bpf_iter_task_new(v3, v2, v1)
          v5 POINTER = kernel bpf_task_from_pid(v1)
          branch NE v5, v2, b1, b2
        b1:
          jump b3
        b2:
          jump b3
        b3:
          v6 I32 = load unsigned 4 v0+0
          branch NE v6, v1, b4, b5 ; 7
        b4:
          jump b3
        b5:
          branch NE v5, v2, b6, b7
        b6:
          kernel bpf_task_release(v5)
          jump b7
        b7:
          kernel bpf_iter_task_destroy(v3)
          return v1
        """,
        function -> LoopForms.run(function, 1, Features.LINUX_6_9, true, new ArrayList<>()),
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = const 0
          v2 POINTER = const 0
          v3 POINTER = slot 24 "iterator"
          v4 I32 = kernel bpf_iter_task_new(v3, v2, v1)
          v5 POINTER = kernel bpf_task_from_pid(v1)
          branch NE v5, v2, b1, b2
        b1:
          jump b3
        b2:
          jump b3
        b3:
          may_goto b8, b9 ; 7
        b4:
          jump b3
        b5:
          branch NE v5, v2, b6, b7
        b6:
          kernel bpf_task_release(v5)
          jump b7
        b7:
          kernel bpf_iter_task_destroy(v3)
          return v1
        b8:
          v6 I32 = load unsigned 4 v0+0
          branch NE v6, v1, b4, b5 ; 7
        b9:
          v7 POINTER = const 0 ; 7
          branch NE v5, v7, b10, b11 ; 7
        b10:
          kernel bpf_task_release(v5) ; 7
          jump b11 ; 7
        b11:
          kernel bpf_iter_task_destroy(v3) ; 7
          fault LOOP_EXHAUSTED ; 7
        """);
  }

  @Test
  void aMaskedBoundIsWalked() {
    assertThat(choices(COUNTED.formatted(0, 63, "v5")))
        .containsExactly(new Choice(9, Form.PLAIN, "at most 63 turns"));
  }

  @Test
  void manyTurnsGetABudget() {
    assertThat(choices(COUNTED.formatted(1_000_000, 0, "v9")))
        .extracting(Choice::form)
        .containsExactly(Form.MAY_GOTO);
  }

  @Test
  void withoutABudgetMoreIsWalked() {
    assertThat(
            LoopForms.run(
                IrParser.parse(COUNTED.formatted(10_000, 0, "v9")),
                1,
                Features.V3,
                true,
                new ArrayList<>()))
        .containsExactly(new Choice(9, Form.PLAIN, "at most 10000 turns"));
    assertThat(
            LoopForms.run(
                IrParser.parse(COUNTED.formatted(0, -1, "v5")),
                1,
                Features.V3,
                true,
                new ArrayList<>()))
        .extracting(Choice::form)
        .containsExactly(Form.NONE);
  }

  @Test
  void theBudgetComesFirstAndTheCountStartsAtANumberThatTheVerifierDoesNotKnow() {
    PassText.assertChange(
        COUNTED.formatted(0, -1, "v5"),
        function -> LoopForms.run(function, 1, Features.LINUX_6_9, true, new ArrayList<>()),
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = const 0
          v2 I32 = const 1
          v3 I32 = load unsigned 4 v0+0
          v4 I32 = const -1
          v5 I32 = and v3, v4
          v9 I32 = const 0
          v11 I32 = hide v1
          jump b1(v11, v1)
        b1(v6 I32, v7 I32):
          may_goto b4, b5 ; 9
        b2:
          v8 I32 = xor v7, v3
          v10 I32 = add v6, v2
          jump b1(v10, v8)
        b3:
          return v7
        b4:
          branch LT v6, v5, b2, b3 ; 9
        b5:
          fault LOOP_EXHAUSTED ; 9
        """);
  }

  @Test
  void aHalvedNumberIsFollowedToZero() {
    assertThat(
            choices(
                """
                function f(POINTER) I32
                b0:
                  v0 POINTER = parameter 0
                  v1 I32 = const 0
                  v2 I32 = const 1
                  v3 I32 = load unsigned 1 v0+0
                  jump b1(v3)
                b1(v4 I32):
                  branch NE v4, v1, b2, b3 ; 4
                b2:
                  v5 I32 = ushr v4, v2
                  jump b1(v5)
                b3:
                  return v4
                """))
        .containsExactly(new Choice(4, Form.PLAIN, "at most 8 turns"));
  }

  @Test
  void theInnerBoundIsTheOuterVariable() {
    assertThat(
            choices(
                """
                function f(POINTER) I32
                b0:
                  v1 I32 = const 0
                  v2 I32 = const 1
                  v3 I32 = const 10
                  jump b1(v1)
                b1(v4 I32):
                  branch LT v4, v3, b2, b5 ; 4
                b2:
                  jump b3(v4)
                b3(v5 I32):
                  branch LT v5, v3, b4, b6 ; 5
                b4:
                  v6 I32 = add v5, v2
                  jump b3(v6)
                b6:
                  v7 I32 = add v4, v2
                  jump b1(v7)
                b5:
                  return v4
                """))
        .containsExactly(
            new Choice(4, Form.PLAIN, "at most 10 turns"),
            new Choice(5, Form.PLAIN, "at most 10 turns"));
  }

  @Test
  void aFunctionIsWalkedAnewForEachCall() {
    String text = COUNTED.formatted(0, 63, "v5");
    assertThat(
            LoopForms.run(IrParser.parse(text), 500, Features.LINUX_6_9, true, new ArrayList<>()))
        .extracting(Choice::form)
        .containsExactly(Form.MAY_GOTO);
  }

  @Test
  void branchesInAnInnerLoopThatCanBeLeftAreWalkedTooOften() {
    String text =
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = const 0
          v2 I32 = const 1
          v3 I32 = const 8
          v4 I32 = const 64
          jump b1(v1)
        b1(v5 I32):
          branch LT v5, v3, b2, b6 ; 4
        b2:
          jump b3(v1)
        b3(v6 I32):
          branch LT v6, v4, b4, b5 ; 5
        b4:
          v7 I32 = load unsigned 4 v0+0
          v8 I32 = add v6, v2
          branch EQ v7, v1, b5, b7 ; 6
        b7:
          jump b3(v8)
        b5:
          v9 I32 = add v5, v2
          jump b1(v9)
        b6:
          return v5
        """;
    assertThat(choices(text)).extracting(Choice::form).containsExactly(Form.MAY_GOTO, Form.PLAIN);
  }

  @Test
  void whereALoopCannotBeStoppedEachTurnIsACallOfAFunction() {
    List<Function> turns = new ArrayList<>();
    PassText.assertChange(
        COUNTED.formatted(0, -1, "v5"),
        function -> LoopForms.run(function, 1, Features.V4, true, turns),
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = const 0
          v2 I32 = const 1
          v3 I32 = load unsigned 4 v0+0
          v4 I32 = const -1
          v5 I32 = and v3, v4
          v6 I32 = const 0
          v7 I32 = hide v1
          jump b1(v7, v1)
        b1(v8 I32, v9 I32):
          v10 POINTER = slot 48 "loop" ; 9
          v11 I64 = const 0 ; 9
          store 8 v10+0, v11 ; 9
          store 8 v10+8, v11 ; 9
          store 8 v10+16, v11 ; 9
          store 8 v10+24, v11 ; 9
          store 8 v10+32, v11 ; 9
          store 8 v10+40, v11 ; 9
          store 4 v10+12, v8 ; 9
          store 4 v10+20, v9 ; 9
          store 4 v10+28, v5 ; 9
          store 4 v10+36, v3 ; 9
          v12 POINTER = function f.loop1 ; 9
          v13 I64 = const 8388608 ; 9
          v14 I64 = helper loop(v13, v12, v10, v11) ; 9
          v15 I64 = load unsigned 8 v10+0 ; 9
          v16 I32 = load unsigned 4 v10+44 ; 9
          v17 I64 = const 1 ; 9
          branch EQ v15, v17, b3, b4 ; 9
        b2:
          return v16
        b3:
          fault IN_CALLEE ; 9
        b4:
          v18 I64 = const 2 ; 9
          branch EQ v15, v18, b5, b6 ; 9
        b5:
          jump b2 ; 9
        b6:
          fault LOOP_EXHAUSTED ; 9
        """);
    PassText.assertChange(
        IrText.print(turns.getFirst()),
        _ -> {},
        """
        function f.loop1(I64, POINTER) I64
        b0:
          v0 I64 = parameter 0 ; 9
          v1 POINTER = parameter 1 ; 9
          v2 I32 = const 1 ; 9
          v3 I32 = load unsigned 4 v1+28 ; 9
          v4 I32 = load unsigned 4 v1+36 ; 9
          v5 I32 = load unsigned 4 v1+12 ; 9
          v6 I32 = load unsigned 4 v1+20 ; 9
          jump b1(v5, v6) ; 9
        b1(v7 I32, v8 I32):
          branch LT v7, v3, b2, b3 ; 9
        b2:
          v9 I32 = xor v8, v4
          v10 I32 = add v7, v2
          jump b4
        b3:
          store 4 v1+44, v8 ; 9
          v11 I64 = const 2 ; 9
          store 8 v1+0, v11 ; 9
          v12 I64 = const 1 ; 9
          return v12 ; 9
        b4:
          store 4 v1+12, v10 ; 9
          store 4 v1+20, v9 ; 9
          v13 I64 = const 0 ; 9
          return v13 ; 9
        """);
  }

  private static List<Choice> choices(String text) {
    return LoopForms.run(IrParser.parse(text), 1, Features.LINUX_6_9, true, new ArrayList<>());
  }
}
