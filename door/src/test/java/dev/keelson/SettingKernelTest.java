package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.compiler.CompileException;
import dev.keelson.object.image.BpfImage;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Setting;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;

/** Settings get their values when an image is loaded, and the verifier takes them for constants. */
class SettingKernelTest {
  static final class Kinds {
    static final Setting<Boolean> FLAG = Setting.of(true);
    static final Setting<Character> CHARACTER = Setting.of('c');
    static final Setting<Integer> INT = Setting.of(4);
    static final Setting<Long> LONG = Setting.of(5L);
    static boolean flag;
    static long sum;
    static long wide;

    private Kinds() {}

    @SyscallProgram
    static int read() {
      flag = FLAG.get();
      sum = (long) INT.get() + CHARACTER.get();
      wide = LONG.get() * 2;
      return INT.get();
    }
  }

  private static ProgramLoader kinds() {
    return Keelson.program(Kinds.class, MethodHandles.lookup());
  }

  private static void assertRead(
      ProgramLoader loader, boolean flag, long sum, long wide, int result) {
    try (LoadedProgram loaded = loader.load()) {
      assertThat(loaded.object().program("read").testRun(new byte[0]).returnValue())
          .isEqualTo(result);
      assertThat(loaded.global("flag", Boolean.class).get()).isEqualTo(flag);
      assertThat(loaded.global("sum", Long.class).get()).isEqualTo(sum);
      assertThat(loaded.global("wide", Long.class).get()).isEqualTo(wide);
    }
  }

  @KernelTest
  void withoutAValueASettingIsAsDeclared() {
    assertRead(kinds(), true, 4 + 'c', 10, 4);
  }

  @KernelTest
  void everyKindOfSettingIsBoundAtLoad() {
    assertRead(
        kinds()
            .setting(Kinds.FLAG, false)
            .setting(Kinds.CHARACTER, '\uffff')
            .setting(Kinds.INT, Integer.MIN_VALUE)
            .setting(Kinds.LONG, 0x1234_5678_9abc_def0L),
        false,
        Integer.MIN_VALUE + 0xffff,
        0x1234_5678_9abc_def0L * 2,
        Integer.MIN_VALUE);
  }

  @KernelTest
  void imagesForDifferentValuesDifferInNothingElse() {
    BpfImage small = kinds().setting(Kinds.LONG, 1L).compile();
    BpfImage large = kinds().setting(Kinds.LONG, Long.MAX_VALUE).compile();
    assertThat(small).isNotEqualTo(large);
    assertThat(small.program("read").code()).hasSameSizeAs(large.program("read").code());
    assertThat(small.program("read").relocations()).isEqualTo(large.program("read").relocations());
  }

  static final class Elsewhere {
    static final Setting<Boolean> HAS_FIELD = Setting.of(true);

    private Elsewhere() {}

    @KernelStruct("task_struct")
    interface Task {
      int pid();

      int inNoKernel();
    }

    @BtfTracepoint("sched_switch")
    static int switched(boolean preempted, Task previous, Task next) {
      return HAS_FIELD.get() ? next.inNoKernel() : next.pid();
    }
  }

  @KernelTest
  void aSettingSwitchesOffWhatThisKernelLacks() {
    ProgramLoader loader = Keelson.program(Elsewhere.class, MethodHandles.lookup());
    assertThatThrownBy(loader::compile)
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("inNoKernel");
    try (LoadedProgram loaded = loader.setting(Elsewhere.HAS_FIELD, false).load()) {
      assertThat(loaded.object().programs()).hasSize(1);
    }
  }
}
