package dev.keelson.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.IrParser;
import dev.keelson.compiler.ir.Module;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The stack of a program and of all that it calls. */
class StackTest {
  @Test
  void aChainOfCallsThatNeedsMoreThan512BytesIsADiagnosticThatNamesAllOfThem() {
    assertThatThrownBy(() -> compile(chain(2, 200)))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("error[stack]: main -> f2 -> f1 together need 672 bytes of stack")
        .hasMessageContaining("main 200 B (scratch 200 B); f2 200 B (scratch 200 B); f1 200 B");
  }

  @Test
  void aChainThatKeepsWithinItCompiles() {
    assertThat(compile(chain(2, 128)).programs()).hasSize(1);
    assertThat(compile(chain(7, 8)).programs().getFirst().functions()).hasSize(8);
  }

  @Test
  void moreThanEightFunctionsDeepIsADiagnosticThatNamesThem() {
    assertThatThrownBy(() -> compile(chain(8, 8)))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining(
            "calls are 9 deep: main -> f8 -> f7 -> f6 -> f5 -> f4 -> f3 -> f2 -> f1")
        .hasMessageContaining("The kernel follows 8 functions.");
  }

  /** A program that calls a function, which calls another, each twice; callees first. */
  private static List<Function> chain(int functions, int slotBytes) {
    List<Function> all = new ArrayList<>();
    for (int i = 1; i <= functions; i++) {
      all.add(IrParser.parse(text("f" + i, "I64", "f" + (i - 1), i > 1, slotBytes)));
    }
    all.add(IrParser.parse(text("main", "POINTER", "f" + functions, true, slotBytes)));
    return all;
  }

  private static String text(
      String name, String parameter, String callee, boolean calls, int slotBytes) {
    StringBuilder text = new StringBuilder();
    boolean main = name.equals("main");
    text.append("function %s(%s) %s\nb0:\n".formatted(name, parameter, main ? "I32" : "I64"));
    text.append("v0 I64 = helper ktime_get_ns()\n");
    text.append("v1 POINTER = slot %d \"scratch\"\n".formatted(slotBytes));
    text.append("store 8 v1+0, v0\n");
    int last = 0;
    // Too long to become part of its caller.
    for (int i = 0; i < 45; i++) {
      text.append("v%d I64 = helper ktime_get_ns()\n".formatted(10 + 2 * i));
      text.append("v%d I64 = add v%d, v%d\n".formatted(11 + 2 * i, last, 10 + 2 * i));
      last = 11 + 2 * i;
    }
    text.append("v2 I64 = load unsigned 8 v1+0\nv3 I64 = add v%d, v2\n".formatted(last));
    String result = "v3";
    if (calls) {
      text.append("v4 I64 = call %s(v3)\nv5 I64 = call %1$s(v4)\n".formatted(callee));
      text.append("v7 I64 = load unsigned 8 v1+0\nv8 I64 = add v5, v7\n");
      result = "v8";
    }
    if (main) {
      text.append("v6 I32 = trunc %s\n".formatted(result));
      result = "v6";
    }
    return text.append("return ").append(result).append('\n').toString();
  }

  private static BpfImage compile(List<Function> functions) {
    Module module =
        new Module(
            "Test",
            "Test.java",
            "GPL",
            List.of(),
            List.of(new Module.Program(functions.getLast(), new AttachPoint.Syscall())),
            functions.subList(0, functions.size() - 1),
            List.of());
    Btf none = Btf.read(new BtfBuilder().encode(), "no types");
    return Pipeline.run(module, none, Features.V4).image();
  }
}
