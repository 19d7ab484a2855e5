package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.compiler.ir.IrText;
import dev.keelson.compiler.ir.Module;
import dev.keelson.program.SyscallProgram;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a volatile field costs: the processor's part, by the kind of processor. */
class OrderedAccessTest {
  static final class Fields {
    static volatile long number;
    static volatile boolean flag;

    private Fields() {}

    @SyscallProgram
    static int read() {
      return (int) number;
    }

    @SyscallProgram
    static void written() {
      number = 7;
    }

    @SyscallProgram
    static void raised() {
      flag = true;
    }
  }

  private static String program(boolean x86, String name) {
    Module module =
        FrontEnd.translate(
            new CompileRequest(
                Fields.class.getName(),
                Compiling.TEST_CLASSES,
                RegisterParametersTest.kernel(x86),
                Features.V4,
                Map.of()));
    return module.programs().stream()
        .filter(program -> program.main().name().equals(name))
        .map(program -> IrText.print(program.main()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whereLoadsStayInOrderAReadIsALoad() {
    assertThat(program(true, "read")).doesNotContain("atomic");
    assertThat(program(false, "read")).containsSubsequence("load unsigned 8", "atomic add 8");
  }

  @Test
  void aNumberIsExchangedSoThatNoLaterLoadOvertakesIt() {
    assertThat(program(true, "written")).contains("atomic exchange 8").doesNotContain("store");
    assertThat(program(false, "written")).contains("atomic exchange 8").doesNotContain("store");
  }

  @Test
  void aByteIsStoredBeforeABarrier() {
    assertThat(program(true, "raised"))
        .containsSubsequence("store 1", "atomic add 8")
        .containsOnlyOnce("atomic");
    assertThat(program(false, "raised"))
        .containsSubsequence("atomic add 8", "store 1", "atomic add 8");
  }
}
