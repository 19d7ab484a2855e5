package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.program.Array;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What is changed under a lock: nobody sees half of it, and no turn is lost. */
class LockKernelTest {
  private static final int THREADS = 4;
  private static final int RUNS = 20_000;

  static final class Program {
    static final class Pair {
      long left;
      long right;
      byte tag;
    }

    static final class Context {
      int step;
      int unused;
    }

    static final Array<Pair> PAIRS = Maps.array(1);
    static final Array<Pair> SEEN = Maps.array(1);

    private Program() {}

    /** 1 when what others left is torn. */
    @SyscallProgram
    static int program(Context context) {
      Pair pair = PAIRS.get(0);
      synchronized (pair) {
        if (pair.left != pair.right) {
          return 1;
        }
        pair.left += context.step;
        pair.right += context.step;
        pair.tag = 5;
        return 0;
      }
    }

    @BtfTracepoint("sched_switch")
    static void inTracepoints(boolean preempted) {
      Pair pair = SEEN.get(0);
      synchronized (pair) {
        pair.left++;
        pair.right++;
      }
    }
  }

  @KernelTest
  void nobodySeesHalfAndNoTurnIsLost() throws Exception {
    try (LoadedProgram loaded = Keelson.program(Program.class, MethodHandles.lookup()).load();
        AttachedPrograms _ = loaded.attachAll();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      byte[] context = new byte[8];
      context[0] = 3;
      Callable<Integer> turns =
          () -> {
            int torn = 0;
            for (int i = 0; i < RUNS; i++) {
              torn += loaded.object().program("program").testRun(context).returnValue();
            }
            return torn;
          };
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(turns));
      }
      boolean done = false;
      while (!done) {
        done = running.stream().allMatch(Future::isDone);
        Program.Pair now = loaded.map(Program.PAIRS).get(0);
        assertThat(now.left).isEqualTo(now.right);
      }
      for (Future<Integer> one : running) {
        assertThat(one.get()).isZero();
      }
      Program.Pair last = loaded.map(Program.PAIRS).get(0);
      assertThat(last.left).isEqualTo(3L * THREADS * RUNS);
      assertThat(last.tag).isEqualTo((byte) 5);
      Program.Pair given = new Program.Pair();
      given.left = 8;
      given.right = 8;
      loaded.map(Program.PAIRS).put(0, given);
      assertThat(loaded.object().program("program").testRun(context).returnValue()).isZero();
      assertThat(loaded.map(Program.PAIRS).get(0).right).isEqualTo(11);
      Program.Pair seen = loaded.map(Program.SEEN).get(0);
      assertThat(seen.left).isPositive().isEqualTo(seen.right);
    }
  }
}
