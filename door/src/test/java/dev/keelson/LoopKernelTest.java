package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.bpf.Codec;
import dev.keelson.bpf.TypedArray;
import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.image.FaultSite;
import dev.keelson.program.Array;
import dev.keelson.program.Kernel;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Loops whose length only the running kernel can show. */
class LoopKernelTest {
  static final class Turns {
    static final Array<Long> SUM = Maps.array(1);

    private Turns() {}

    @SyscallProgram
    static void million() {
      long sum = 0;
      for (int i = 1; i <= 1_000_000; i++) {
        sum += i ^ (sum >>> 3);
      }
      SUM.put(0, sum);
    }

    @SyscallProgram
    static void endless() {
      SUM.put(0, 1L);
      while (true) {
        SUM.put(0, SUM.get(0) + 2);
      }
    }
  }

  @KernelTest(since = "6.9")
  void aMillionTurnsGiveTheSumOfTheJvm() {
    Turns.million();
    try (LoadedProgram loaded = Keelson.program(Turns.class).load()) {
      loaded.object().program("million").testRun(new byte[0]);

      assertThat(sum(loaded)).isEqualTo(Turns.SUM.get(0));
      assertThat(loaded.faults()).isEmpty();
    }
  }

  @KernelTest(since = "6.9")
  void aLoopThatOutlivesTheBudgetIsAFaultAtItsLine() {
    try (LoadedProgram loaded = Keelson.program(Turns.class).load()) {
      loaded.object().program("endless").testRun(new byte[0]);

      assertThat(loaded.faults())
          .containsExactly(
              new LoadedProgram.Fault(
                  new FaultSite("endless", "LoopKernelTest.java", 43, "LOOP_EXHAUSTED"), 1));
      // What it did before stays done.
      assertThat(sum(loaded)).isGreaterThan(100_000).isOdd();
    }
  }

  @Test
  void aTargetThatCannotStopLoopsIsToldSo() {
    assertThatThrownBy(() -> compile(Turns.class, Features.V3))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("LoopKernelTest.java:43: error[loop]")
        .hasMessageContaining("compile for Linux 5.17 or newer");
  }

  static final class Helped {
    private Helped() {}

    @SyscallProgram
    static void program() {
      Kernel.loop(5, _ -> {});
    }
  }

  @Test
  void aTargetWithoutTheLoopHelperIsToldSo() {
    assertThatThrownBy(() -> compile(Helped.class, Features.V3))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("error[loop]: Kernel.loop is called")
        .hasMessageContaining("Write a loop, or compile for Linux 5.17.");
  }

  private static void compile(Class<?> program, Features features) {
    Btf none = Btf.read(new BtfBuilder().encode(), "no types");
    BpfCompiler.compile(
        new CompileRequest(
            program.getName(), new LoaderClassBytes(program), none, features, Map.of()));
  }

  private static long sum(LoadedProgram loaded) {
    TypedArray<Long> sums = loaded.object().map("SUM").array(Codec.of(Long.class));
    return sums.get(0);
  }
}
