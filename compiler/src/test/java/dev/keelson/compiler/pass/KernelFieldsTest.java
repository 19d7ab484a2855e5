package dev.keelson.compiler.pass;

import org.junit.jupiter.api.Test;

/** What passes may do with reads of kernel fields, whose offsets another kernel may change. */
class KernelFieldsTest {
  @Test
  void aFieldOfAStructWithinAStructIsAFieldOfTheOuterOne() {
    PassText.assertChange(
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = field_address v0+8 task_struct.se
          v2 POINTER = field_address v1+16 sched_entity.avg
          v3 I32 = field_load unsigned 4 v2+4 sched_avg.load
          return v3
        """,
        function -> {
          Simplify.run(function);
          DeadCode.run(function);
        },
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v3 I32 = field_load unsigned 4 v0+28 task_struct.se.avg.load
          return v3
        """);
  }

  @Test
  void aPlainOffsetIsNotFoldedIntoAField() {
    String text =
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 POINTER = offset v0+8
          v2 I32 = field_load unsigned 4 v1+0 task_struct.pid
          v3 POINTER = field_address v1+0 task_struct.comm
          v4 I32 = load stable unsigned 4 v3+0
          v5 I32 = add v2, v4
          return v5
        """;
    PassText.assertChange(text, Simplify::run, text);
  }

  @Test
  void existenceAndShiftsAreNoConstants() {
    String text =
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = field_number exists 1 task_struct.nice
          v2 I32 = const 0
          branch NE v1, v2, b1, b2
        b1:
          v3 I64 = field_load unsigned 4 v0+0 task_struct.nice
          v4 I32 = field_number left_shift 56 task_struct.nice
          v5 I64 = shl v3, v4
          v6 I32 = field_number right_shift 59 task_struct.nice
          v7 I64 = shr v5, v6
          v8 I32 = trunc v7
          return v8
        b2:
          return v2
        """;
    PassText.assertChange(text, Simplify::run, text);
  }

  @Test
  void theSameFieldIsReadOnce() {
    PassText.assertChange(
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = field_load signed 4 v0+4 task_struct.pid
          v2 I32 = field_load signed 4 v0+4 task_struct.pid
          v3 I32 = add v1, v2
          return v3
        """,
        ValueNumbering::run,
        """
        function f(POINTER) I32
        b0:
          v0 POINTER = parameter 0
          v1 I32 = field_load signed 4 v0+4 task_struct.pid
          v3 I32 = add v1, v1
          return v3
        """);
  }
}
