package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.RawTracepoint;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;

/** Names of threads, compared in the kernel: {@code /proc} says what they are. */
class TextComparisonKernelTest {
  private static final String NAME = "keelson-cmp-15b"; // as long as the kernel keeps

  static final class Program {
    static long typed;
    static long probed;
    static long current;
    static long prefix;
    static long wrong;

    private Program() {}

    @KernelStruct("task_struct")
    interface Task {
      byte[] comm();
    }

    @BtfTracepoint("sched_switch")
    static void typed(boolean preempted, Task previous) {
      if (Kernel.equal(previous.comm(), NAME)) {
        typed++;
      }
      if (Kernel.startsWith(previous.comm(), "keelson-cmp")) {
        prefix++;
      }
      if (Kernel.equal(previous.comm(), "keelson-cmp-15") || previous.comm()[14] == 'x') {
        wrong++;
      }
      if (Kernel.equal(Kernel.comm(), NAME)) {
        current++;
      }
    }

    @RawTracepoint("sched_switch")
    static void probed(boolean preempted, Task previous) {
      if (Kernel.equal(previous.comm(), NAME)) {
        probed++;
      }
    }
  }

  @KernelTest
  void namesAreComparedThroughEveryKindOfPointer() throws InterruptedException {
    try (LoadedProgram loaded = Keelson.program(Program.class, MethodHandles.lookup()).load();
        AttachedPrograms _ = loaded.attachAll()) {
      Thread thread =
          Thread.ofPlatform()
              .name(NAME)
              .start(() -> {
                for (int i = 0; i < 20; i++) {
                  java.util.concurrent.locks.LockSupport.parkNanos(200_000);
                }
              });
      thread.join();
      long typed = loaded.global("typed", Long.class).get();
      assertThat(typed).isGreaterThanOrEqualTo(20);
      assertThat(loaded.global("probed", Long.class).get()).isEqualTo(typed);
      assertThat(loaded.global("prefix", Long.class).get()).isEqualTo(typed);
      assertThat(loaded.global("current", Long.class).get()).isEqualTo(typed);
      assertThat(loaded.global("wrong", Long.class).get()).isZero();
    }
  }
}
