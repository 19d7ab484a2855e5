package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.program.Array;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
}
