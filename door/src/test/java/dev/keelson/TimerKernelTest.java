package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keelson.bpf.TypedMap;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import dev.keelson.program.Timer;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Timers in entries of maps, by the clock of this process. */
class TimerKernelTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long HOUR = 3600_000 * MILLISECOND;

  static final class Program {
    static final class Context {
      long nanos;
      int key;
      int more;
    }

    static final class Entry {
      int fired;
      int more;
      final Timer timer = new Timer();
      long at;
      int key;
      int zero;
    }

    static final HashMap<Integer, Entry> ENTRIES = Maps.hash(16);
    static final Array<Entry> ELEMENTS = Maps.array(4);

    private Program() {}

    @SyscallProgram
    static int begin(Context context) {
      ENTRIES.putIfAbsent(context.key, new Entry());
      Entry entry = ENTRIES.get(context.key);
      entry.more = context.more;
      return entry.timer.start(ENTRIES, context.nanos, Program::over) ? 1 : 0;
    }

    private static void over(Integer key, Entry entry) {
      entry.fired++;
      entry.key = key;
      entry.at = Kernel.nanoTime();
      if (entry.more > 0) {
        entry.more--;
        entry.timer.restart(1000);
      }
    }

    @SyscallProgram
    static int cancel(Context context) {
      Entry entry = ENTRIES.get(context.key);
      return entry.timer.cancel() ? 1 : 0;
    }

    @SyscallProgram
    static int again(Context context) {
      Entry element = ELEMENTS.get(context.key & 3);
      return element.timer.restart(context.nanos) ? 1 : 0;
    }

    @SyscallProgram
    static int inAnArray(Context context) {
      Entry element = ELEMENTS.get(context.key & 3);
      boolean started =
          element.timer.start(
              ELEMENTS,
              context.nanos,
              (index, one) -> {
                one.fired = 1;
                one.key = 100 / one.zero + index;
                one.fired = 2;
              });
      return started ? 1 : 0;
    }
  }

  private static int run(LoadedProgram loaded, String program, long nanos, int key, int more) {
    byte[] context =
        ByteBuffer.allocate(16)
            .order(ByteOrder.nativeOrder())
            .putLong(nanos)
            .putInt(key)
            .putInt(more)
            .array();
    return loaded.object().program(program).testRun(context).returnValue();
  }

  private static void await(String what, BooleanSupplier condition) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(end);
      Thread.onSpinWait();
    }
  }

  @KernelTest
  void anActionIsCalledWhenTheTimeIsOverAndAsOftenAsItRestarts() {
    try (LoadedProgram loaded = Keelson.program(Program.class, MethodHandles.lookup()).load()) {
      TypedMap<Integer, Program.Entry> entries = loaded.map(Program.ENTRIES);
      long began = System.nanoTime();

      assertThat(run(loaded, "begin", 20 * MILLISECOND, 7, 0)).isEqualTo(1);

      await("the timer fires", () -> entries.get(7).fired > 0);
      Program.Entry entry = entries.get(7);
      assertThat(entry.key).isEqualTo(7);
      assertThat(entry.at).isBetween(began + 20 * MILLISECOND, System.nanoTime());
      assertThat(run(loaded, "cancel", 0, 7, 0)).isZero();

      assertThat(run(loaded, "begin", 1000, 7, 5)).isEqualTo(1);
      await("it has come six times more", () -> entries.get(7).fired == 7);
      assertThat(entries.get(7).more).isZero();
      assertThat(loaded.faults()).isEmpty();
    }
  }

  @KernelTest
  void aTimerThatIsCancelledOrWhoseEntryGoesDoesNotFire() {
    try (LoadedProgram loaded = Keelson.program(Program.class, MethodHandles.lookup()).load()) {
      TypedMap<Integer, Program.Entry> entries = loaded.map(Program.ENTRIES);
      assertThat(run(loaded, "begin", HOUR, 1, 0)).isEqualTo(1);
      assertThat(run(loaded, "cancel", 0, 1, 0)).isEqualTo(1);
      assertThat(run(loaded, "cancel", 0, 1, 0)).isZero();
      assertThat(run(loaded, "again", HOUR, 2, 0)).as("never started").isZero();

      // Written from user space the entry is a new one, and its timer with it.
      assertThat(run(loaded, "begin", HOUR, 1, 0)).isEqualTo(1);
      Program.Entry given = new Program.Entry();
      given.at = 3;
      entries.put(1, given);
      assertThat(run(loaded, "cancel", 0, 1, 0)).isZero();
      assertThat(entries.get(1).at).isEqualTo(3);
      assertThat(entries.get(1).fired).isZero();
    }
  }

  @KernelTest
  void aFaultOfAnActionEndsTheActionAndIsCounted() {
    try (LoadedProgram loaded = Keelson.program(Program.class, MethodHandles.lookup()).load()) {
      assertThat(run(loaded, "inAnArray", 1000, 3, 0)).isEqualTo(1);

      await("the fault is counted", () -> !loaded.faults().isEmpty());
      assertThat(loaded.faults())
          .extracting(fault -> fault.site().kind(), LoadedProgram.Fault::count)
          .containsExactly(tuple("DIVISION_BY_ZERO", 1L));
      assertThat(loaded.map(Program.ELEMENTS).get(3).fired).isEqualTo(1);
    }
  }

  @KernelTest
  void libbpfLoadsThemFromAnObjectFile() {
    Bpftool loaded =
        Bpftool.loadAll(
            ObjectFile.write(Keelson.program(Program.class, MethodHandles.lookup()).compile()));

    assertThat(loaded.output()).doesNotContain("libbpf: ");
    assertThat(loaded.programs()).contains("pinned begin", "pinned inAnArray");
  }
}
