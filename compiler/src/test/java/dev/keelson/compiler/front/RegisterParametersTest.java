package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.compiler.ir.IrText;
import dev.keelson.compiler.ir.Module;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import dev.keelson.program.Kprobe;
import dev.keelson.program.Uprobe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where arguments are, on the two kinds of machine, out of what each kernel's BTF says. */
class RegisterParametersTest {
  static final class Probes {
    private Probes() {}

    @Uprobe
    static int third(long first, int second, long third) {
      return (int) third;
    }

    @Uprobe(onReturn = true)
    static int result(int value) {
      return value;
    }

    @Kprobe("do_thing")
    static int typed(int first, long second) {
      return first + (int) second;
    }
  }

  /** x86-64 has a field for each register, AArch64 an array. */
  static Btf kernel(boolean x86) {
    BtfBuilder types = new BtfBuilder();
    int number = types.add(new BtfType.Int("int", 4, true, false, false, 32));
    int wide = types.add(new BtfType.Int("unsigned long", 8, false, false, false, 64));
    List<BtfType.Member> members = new ArrayList<>();
    if (x86) {
      int offset = 0;
      for (String register : List.of("r9", "r8", "ax", "cx", "dx", "si", "di")) {
        members.add(new BtfType.Member(register, wide, offset, 0));
        offset += 64;
      }
    } else {
      int registers = types.add(new BtfType.Array(wide, number, 31));
      members.add(new BtfType.Member("regs", registers, 0, 0));
    }
    types.add(new BtfType.Struct("pt_regs", 248, members));
    int prototype =
        types.add(
            new BtfType.Prototype(
                number,
                List.of(
                    new BtfType.Parameter("first", number),
                    new BtfType.Parameter("second", wide))));
    types.add(new BtfType.Function("do_thing", prototype, BtfType.Linkage.STATIC));
    return Btf.read(types.encode(), "a kernel with two functions");
  }

  private static String program(boolean x86, String name) {
    Module module =
        FrontEnd.translate(
            new CompileRequest(
                Probes.class.getName(),
                Compiling.TEST_CLASSES,
                kernel(x86),
                Features.V4,
                Map.of()));
    return module.programs().stream()
        .filter(one -> one.main().name().equals(name))
        .map(one -> IrText.print(one.main()))
        .findFirst()
        .orElseThrow();
  }

  private static List<Integer> offsetsLoaded(String text) {
    return text.lines()
        .filter(line -> line.contains("load"))
        .map(line -> Integer.parseInt(line.replaceAll(".* v0\\+(\\d+) .*", "$1")))
        .toList();
  }

  @Test
  void theArgumentsOfX86AreInNamedRegisters() {
    assertThat(offsetsLoaded(program(true, "third"))).containsExactly(48, 40, 32);
    assertThat(offsetsLoaded(program(true, "result"))).containsExactly(16);
    assertThat(offsetsLoaded(program(true, "typed"))).containsExactly(48, 40);
  }

  @Test
  void theArgumentsOfAarch64AreTheFirstOfAnArray() {
    assertThat(offsetsLoaded(program(false, "third"))).containsExactly(0, 8, 16);
    assertThat(offsetsLoaded(program(false, "result"))).containsExactly(0);
    assertThat(offsetsLoaded(program(false, "typed"))).containsExactly(0, 8);
  }
}
