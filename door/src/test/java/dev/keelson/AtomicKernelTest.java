package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.object.image.BpfImage;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** One program run by many threads at once: no turn of any is lost. */
class AtomicKernelTest {
  private static final int THREADS = 8;
  private static final int RUNS = 1000;
  private static final int TURNS = 400;

  static final class Program {
    static final class Window {
      int claimed;
      long count;
    }

    static final class Context {
      int read;
      int unused;
    }

    static final Array<Window> WINDOWS = Maps.array(1);
    private static final VarHandle COUNT;
    private static final VarHandle CLAIMED;

    static {
      try {
        COUNT = MethodHandles.lookup().findVarHandle(Window.class, "count", long.class);
        CLAIMED = MethodHandles.lookup().findVarHandle(Window.class, "claimed", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private Program() {}

    @SyscallProgram
    static int program(Context context) {
      Window window = WINDOWS.get(0);
      if (context.read == 1) {
        return (int) window.count;
      }
      if (context.read == 2) {
        return window.claimed;
      }
      for (int i = 0; i < TURNS; i++) {
        COUNT.getAndAdd(window, 1L);
        int seen = window.claimed;
        if (!CLAIMED.compareAndSet(window, seen, seen + 1)) {
          CLAIMED.getAndAdd(window, 1);
        }
      }
      return 0;
    }
  }

  private static int run(LoadedProgram loaded, int read) {
    byte[] context = new byte[8];
    context[0] = (byte) read;
    return loaded.object().program("program").testRun(context).returnValue();
  }

  @KernelTest
  void manyThreadsLoseNoTurn() throws Exception {
    try (LoadedProgram loaded = Keelson.program(Program.class, MethodHandles.lookup()).load();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      Callable<Void> turns =
          () -> {
            for (int i = 0; i < RUNS; i++) {
              run(loaded, 0);
            }
            return null;
          };
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(turns));
      }
      for (Future<Void> one : running) {
        one.get();
      }
      assertThat(run(loaded, 1)).isEqualTo(THREADS * RUNS * TURNS);
      assertThat(run(loaded, 2)).isEqualTo(THREADS * RUNS * TURNS);
    }
  }

  /** The same, said with the library's classes and a volatile field. */
  static final class Objects {
    static final class Entry {
      final AtomicInteger claimed = new AtomicInteger();
      final AtomicLong count = new AtomicLong();
      volatile int stop;
    }

    static final Array<Entry> ENTRIES = Maps.array(1);
    static final HashMap<Integer, AtomicLong> COUNTS = Maps.hash(8);
    static final AtomicLong TOTAL = new AtomicLong(7);
    static volatile boolean enabled;

    private Objects() {}

    @SyscallProgram
    static int program(Program.Context context) {
      Entry entry = ENTRIES.get(0);
      if (!enabled || entry.stop != 0) {
        return 1;
      }
      COUNTS.putIfAbsent(5, new AtomicLong());
      AtomicLong count = COUNTS.get(5);
      for (int i = 0; i < TURNS; i++) {
        entry.count.incrementAndGet();
        TOTAL.getAndAdd(2);
        count.incrementAndGet();
        int seen = entry.claimed.get();
        if (!entry.claimed.compareAndSet(seen, seen + 1)) {
          entry.claimed.getAndIncrement();
        }
      }
      return 0;
    }
  }

  @KernelTest
  void objectsOfTheLibraryLoseNoTurnAndUserSpaceReadsThem() throws Exception {
    int turns = THREADS * RUNS * TURNS;
    try (LoadedProgram loaded = Keelson.program(Objects.class, MethodHandles.lookup()).load();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      assertThat(run(loaded, 0)).isEqualTo(1);
      loaded.global("enabled", Boolean.class).set(true);
      // Afterwards all have run: two would race for the first entry.
      assertThat(run(loaded, 0)).isZero();
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int runs = i == 0 ? RUNS - 1 : RUNS;
        running.add(
            threads.submit(() -> {
              int refused = 0;
              for (int run = 0; run < runs; run++) {
                refused += run(loaded, 0);
              }
              return refused;
            }));
      }
      for (Future<Integer> one : running) {
        assertThat(one.get()).isZero();
      }
      Objects.Entry entry = loaded.map(Objects.ENTRIES).get(0);
      assertThat(entry.count.get()).isEqualTo(turns);
      assertThat(entry.claimed.get()).isEqualTo(turns);
      assertThat(loaded.map(Objects.COUNTS).get(5).get()).isEqualTo(turns);
      assertThat(loaded.global("TOTAL", Long.class).get()).isEqualTo(7 + 2L * turns);
      Objects.Entry stopped = new Objects.Entry();
      stopped.count.set(11);
      stopped.stop = 1;
      loaded.map(Objects.ENTRIES).put(0, stopped);
      assertThat(run(loaded, 0)).isEqualTo(1);
      assertThat(loaded.map(Objects.ENTRIES).get(0).count.get()).isEqualTo(11);
    }
  }

  /** Loops around comparing and exchanging. */
  static final class Updates {
    static final AtomicLong COUNT = new AtomicLong();
    static final AtomicInteger MOST = new AtomicInteger();

    private Updates() {}

    @SyscallProgram
    static void program(Program.Context context) {
      for (int i = 0; i < 16; i++) {
        COUNT.updateAndGet(old -> old % 2 == 0 ? old + 1 : old + 3);
      }
      MOST.accumulateAndGet(context.read, Math::max);
    }

    /** Somebody else is always faster: the function itself. */
    @SyscallProgram
    static void overtaken() {
      COUNT.getAndUpdate(old -> {
        COUNT.getAndIncrement();
        return old;
      });
    }
  }

  static Stream<Features> targets() {
    return Stream.of(Features.V3, ProgramLoader.features());
  }

  private static LoadedProgram updates(Features target) {
    BpfImage image =
        BpfCompiler.compile(
            new CompileRequest(
                Updates.class.getName(),
                new LoaderClassBytes(Updates.class),
                KernelBtf.load(),
                target,
                Map.of()));
    return Keelson.program(Updates.class, MethodHandles.lookup()).load(image);
  }

  @KernelTest
  void functionsAreAppliedToWhatNobodyElseChangedMeanwhile() throws Exception {
    for (Features target : targets().toList()) {
      try (LoadedProgram loaded = updates(target);
          ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          byte[] context = new byte[8];
          context[0] = (byte) (3 * i + 1);
          running.add(
              threads.submit(() -> {
                for (int run = 0; run < RUNS; run++) {
                  loaded.object().program("program").testRun(context);
                }
              }));
        }
        for (Future<?> one : running) {
          one.get();
        }
        // One and three in turns.
        long updates = 16L * THREADS * RUNS;
        assertThat(loaded.faults()).isEmpty();
        assertThat(loaded.global("COUNT", Long.class).get()).isEqualTo(2 * updates);
        assertThat(loaded.global("MOST", Integer.class).get()).isEqualTo(3 * THREADS - 2);
      }
    }
  }

  @KernelTest
  void anUpdateThatOthersAlwaysOvertakeIsAFault() {
    for (Features target : targets().toList()) {
      try (LoadedProgram loaded = updates(target)) {
        loaded.object().program("overtaken").testRun(new byte[0]);

        assertThat(loaded.faults())
            .extracting(fault -> fault.site().kind(), LoadedProgram.Fault::count)
            .containsExactly(tuple("LOOP_EXHAUSTED", 1L));
        long turns = loaded.global("COUNT", Long.class).get();
        if (target.mayGoto()) {
          assertThat(turns).isGreaterThan(10_000);
        } else {
          assertThat(turns).isEqualTo(128);
        }
      }
    }
  }
}
