package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelFunction;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Loops over tasks in kernel code, against what procfs lists. */
class WalkKernelTest {
  static final class Walks {
    @KernelStruct("task_struct")
    interface Task extends AutoCloseable {
      int pid();

      int tgid();

      @KernelFunction("bpf_task_acquire")
      Task acquire();

      @Override
      @KernelFunction("bpf_task_release")
      void close();
    }

    static final class Context {
      int pid;
      int other;
    }

    static final HashMap<Integer, Integer> FOUND = Maps.hash(65_536);
    static long forks;
    static long seen;

    private Walks() {}

    @SyscallProgram
    static int processes(Context context) {
      int count = 0;
      for (Task task : Kernel.processes(Task.class)) {
        FOUND.put(task.pid(), task.tgid());
        count++;
      }
      return count;
    }

    @SyscallProgram
    static int threads(Context context) {
      int count = 0;
      for (Task task : Kernel.threads(Task.class)) {
        if (task.tgid() == context.pid) {
          FOUND.put(task.pid(), task.tgid());
          count++;
        }
      }
      return count;
    }

    /** Nested, through another method. */
    @SyscallProgram
    static int threadsOfEach(Context context) {
      int most = 0;
      for (Task process : Kernel.processes(Task.class)) {
        int threads = threadsOf(process);
        if (process.pid() == context.pid) {
          return threads;
        }
        most = Math.max(most, threads);
      }
      return -most;
    }

    private static int threadsOf(Task process) {
      int threads = 0;
      try (Task held = process.acquire()) {
        if (held != null) {
          for (Task _ : Kernel.threadsOf(held)) {
            threads++;
          }
        }
      }
      return threads;
    }

    /** Left in the middle, with a label and with break. */
    @SyscallProgram
    static int searched(Context context) {
      int found = 0;
      search:
      for (Task process : Kernel.processes(Task.class)) {
        try (Task held = process.acquire()) {
          if (held == null) {
            continue;
          }
          for (Task thread : Kernel.threadsOf(held)) {
            if (thread.pid() == context.pid) {
              found = thread.tgid();
              break search;
            }
            if (thread.pid() == context.other) {
              found = -1;
              break;
            }
          }
        }
      }
      for (Task process : Kernel.processes(Task.class)) {
        if (process.pid() == 2) {
          found += process.tgid() * 1_000_000;
          break;
        }
      }
      return found;
    }

    @SyscallProgram
    static int faulty(Context context) {
      int sum = 0;
      for (Task process : Kernel.processes(Task.class)) {
        try (Task held = process.acquire()) {
          if (held == null) {
            continue; // on its way out, or the idle task
          }
          for (Task thread : Kernel.threadsOf(held)) {
            sum += 1000 / (thread.pid() - context.pid);
          }
        }
      }
      return sum;
    }

    /** The idle task has no users that are counted: it is not got. */
    @SyscallProgram
    static int unchecked(Context context) {
      int sum = 0;
      for (Task process : Kernel.processes(Task.class)) {
        try (Task held = process.acquire()) {
          sum += held.pid() + 1;
        }
      }
      return sum;
    }

    /** A loop of unknown length within. */
    @SyscallProgram
    static int unbounded(Context context) {
      int sum = 0;
      for (Task process : Kernel.processes(Task.class)) {
        try (Task held = process.acquire()) {
          int left = process.pid();
          while (left != 1) {
            left = (left & 1) == 0 ? left >> 1 : left - 1;
            sum++;
            if (left == 0) {
              break;
            }
          }
          if (held != null && held.tgid() != process.tgid()) {
            return -1;
          }
        }
      }
      return sum;
    }

    @SyscallProgram
    static int numbers(Context context) {
      int sum = 0;
      for (int i : Kernel.range(context.pid, context.other)) {
        if (i == 7) {
          continue;
        }
        sum = sum * 3 + i;
      }
      return sum;
    }

    @BtfTracepoint("sched_process_fork")
    static void forked(Task parent, Task child) {
      forks++;
      for (Task task : Kernel.threadsOf(parent)) {
        seen += task.tgid() == parent.tgid() ? 1 : 1_000_000;
      }
    }
  }

  private static int run(LoadedProgram loaded, String program, int pid, int other) {
    byte[] context =
        ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(pid).putInt(other).array();
    return loaded.object().program(program).testRun(context).returnValue();
  }

  private static Set<Integer> numbersIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Integer::valueOf)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<Integer> found(LoadedProgram loaded) {
    Set<Integer> found = new TreeSet<>();
    loaded.map(Walks.FOUND).forEach((pid, tgid) -> found.add(pid));
    found.forEach(loaded.map(Walks.FOUND)::remove);
    return found;
  }

  private static LoadedProgram load() {
    return Keelson.program(Walks.class, MethodHandles.lookup()).load();
  }

  @KernelTest(since = "6.9")
  void processesAndThreadsAreThoseThatProcfsLists() throws Exception {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    Path tasks = Path.of("/proc/self/task");
    try (LoadedProgram loaded = load()) {
      Set<Integer> before = numbersIn(Path.of("/proc"));
      int count = run(loaded, "processes", 0, 0);
      Set<Integer> after = numbersIn(Path.of("/proc"));
      Set<Integer> found = found(loaded);
      assertThat(found).hasSize(count);
      before.retainAll(after);
      before.remove(
          1); // here the kernel's list of tasks begins behind it, for clang's programs too
      assertThat(found).containsAll(before).contains(self);

      Set<Integer> threadsBefore = numbersIn(tasks);
      int threads = run(loaded, "threads", self, 0);
      threadsBefore.retainAll(numbersIn(tasks));
      Set<Integer> ofThis = found(loaded);
      assertThat(ofThis).hasSize(threads).containsAll(threadsBefore);
      assertThat(run(loaded, "threadsOfEach", self, 0))
          .isBetween(threadsBefore.size(), threads + 5);
      assertThat(loaded.faults()).isEmpty();
    }
  }

  @KernelTest(since = "6.9")
  void aWalkThatIsLeftInTheMiddleIsGivenBack() throws Exception {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    int last = numbersIn(Path.of("/proc/self/task")).stream().max(Integer::compare).orElseThrow();
    try (LoadedProgram loaded = load()) {
      assertThat(run(loaded, "searched", last, 0)).isEqualTo(2_000_000 + self);
      assertThat(run(loaded, "searched", -5, 2)).isEqualTo(1_999_999);

      assertThat(run(loaded, "faulty", self, 0)).isZero();
      assertThat(loaded.faults())
          .extracting(fault -> fault.site().kind(), LoadedProgram.Fault::count)
          .containsExactly(tuple("DIVISION_BY_ZERO", 1L));
      assertThat(run(loaded, "unchecked", 0, 0)).isZero();
      assertThat(loaded.faults())
          .extracting(fault -> fault.site().kind())
          .containsExactlyInAnyOrder("DIVISION_BY_ZERO", "NULL_POINTER");
      assertThat(run(loaded, "unbounded", 0, 0)).isPositive();
    }
  }

  @KernelTest(since = "6.9")
  void numbersAreThoseOfTheJvm() {
    Walks.Context context = new Walks.Context();
    try (LoadedProgram loaded = load()) {
      for (int to : new int[] {-3, 0, 5, 8, 1000}) {
        context.pid = 0;
        context.other = to;
        assertThat(run(loaded, "numbers", 0, to)).isEqualTo(Walks.numbers(context));
      }
    }
  }

  @KernelTest(since = "6.9")
  void programsThatDoNotSleepWalkToo() throws Exception {
    try (LoadedProgram loaded = load()) {
      try (AttachedPrograms _ = loaded.attachAll()) {
        assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
      }
      long forks = loaded.global("forks", Long.class).get();
      assertThat(forks).isPositive();
      assertThat(loaded.global("seen", Long.class).get()).isBetween(forks, forks * 10_000);
    }
  }

  @KernelTest(since = "6.9")
  void libbpfFindsTheFunctionsOfTheKernel() {
    Bpftool loaded =
        Bpftool.loadAll(
            ObjectFile.write(Keelson.program(Walks.class, MethodHandles.lookup()).compile()));

    assertThat(loaded.output()).doesNotContain("libbpf: ");
    assertThat(loaded.programs()).contains("pinned processes", "pinned searched", "pinned forked");
  }
}
