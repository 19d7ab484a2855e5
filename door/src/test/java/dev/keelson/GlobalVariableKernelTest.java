package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.bpf.GlobalVariable;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.util.NoSuchElementException;

/** Static fields of a program, read and written while it is loaded. */
class GlobalVariableKernelTest {
  static final class Program {
    static int threshold = 10;
    static long above;
    static boolean seen;
    static long[] last = new long[4];
    static final int[] WEIGHTS = {1, 2, 3};
    static int unused;

    private Program() {}

    static final class Context {
      int value;
      long weight;
    }

    @SyscallProgram
    static void program(Context context) {
      if (context.value > threshold) {
        last[(int) above++ & 3] = context.value;
        seen = true;
      }
      context.weight = WEIGHTS[context.value % 3];
    }
  }

  private static LoadedProgram load() {
    return Keelson.program(Program.class, MethodHandles.lookup()).load();
  }

  private static void run(LoadedProgram loaded, int value) {
    byte[] context = new byte[16];
    context[0] = (byte) value;
    assertThat(loaded.object().program("program").testRun(context).returnValue()).isZero();
  }

  @KernelTest
  void whatUserSpaceWritesProgramsReadAndTheOtherWayRound() {
    try (LoadedProgram loaded = load()) {
      GlobalVariable<Integer> threshold = loaded.global("threshold", Integer.class);
      GlobalVariable<Long> above = loaded.global("above", Long.class);
      GlobalVariable<long[]> last = loaded.global("last", long[].class);
      assertThat(threshold.get()).isEqualTo(10);
      run(loaded, 11);
      run(loaded, 5);
      assertThat(above.get()).isEqualTo(1);
      threshold.set(4);
      run(loaded, 5);
      assertThat(above.get()).isEqualTo(2);
      assertThat(last.get()).containsExactly(11, 5, 0, 0);
      last.set(new long[] {1, 2, 3, 4});
      above.set(6L);
      run(loaded, 9);
      assertThat(last.get()).containsExactly(1, 2, 9, 4);
      assertThat(loaded.global("seen", Boolean.class).get()).isTrue();
    }
  }

  @KernelTest
  void constantsAreReadAndNotWritten() {
    try (LoadedProgram loaded = load()) {
      GlobalVariable<int[]> weights = loaded.global("WEIGHTS", int[].class);
      assertThat(weights.get()).containsExactly(1, 2, 3);
      assertThatThrownBy(() -> weights.set(new int[3]))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("WEIGHTS is a constant");
    }
  }

  @KernelTest
  void whatIsNotThereOrOfAnotherTypeIsRefused() {
    try (LoadedProgram loaded = load()) {
      assertThatThrownBy(() -> loaded.global("unused", Integer.class))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("has no global variable \"unused\" that a program uses")
          .hasMessageContaining("threshold");
      assertThatThrownBy(() -> loaded.global("threshold", Long.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the global variable \"threshold\" has 4 bytes, a Long 8");
    }
  }
}
