package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.RawTracepoint;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.stream.Stream;

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
      byte[] own = Kernel.comm();
      if (Kernel.equal(own, NAME) && own[0] == 'k' && own[own.length - 1] == 0) {
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
      // Java's thread has ended; the kernel may still have to switch away from it once.
      long deadline = System.nanoTime() + 2_000_000_000;
      List<Long> counts = counts(loaded);
      while (counts.stream().distinct().count() > 1 && System.nanoTime() < deadline) {
        counts = counts(loaded);
      }
      assertThat(counts).containsOnly(counts.getFirst());
      assertThat(counts.getFirst()).isGreaterThanOrEqualTo(20);
      assertThat(count(loaded, "wrong")).isZero();
    }
  }

  private static List<Long> counts(LoadedProgram loaded) {
    return Stream.of("typed", "probed", "prefix", "current")
        .map(field -> count(loaded, field))
        .toList();
  }

  private static long count(LoadedProgram loaded, String field) {
    return loaded.global(field, Long.class).get();
  }
}
