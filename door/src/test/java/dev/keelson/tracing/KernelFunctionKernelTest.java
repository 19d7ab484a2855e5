package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.network.PrivateCgroup;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.KernelFunction;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.LocalStorage;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;

/** Functions of the kernel, and what they give for use, given back however a program ends. */
class KernelFunctionKernelTest {
  static final class Functions {
    @KernelStruct("task_struct")
    interface Task extends AutoCloseable {
      int pid();

      int tgid();

      CssSet cgroups();

      @KernelFunction("bpf_task_under_cgroup")
      long under(Cgroup cgroup);

      @Override
      @KernelFunction("bpf_task_release")
      void close();
    }

    @KernelStruct("css_set")
    interface CssSet {
      Cgroup dflCgrp();
    }

    @KernelStruct("cgroup")
    interface Cgroup extends AutoCloseable {
      int level();

      @KernelFunction("bpf_cgroup_ancestor")
      Cgroup ancestor(int level);

      @Override
      @KernelFunction("bpf_cgroup_release")
      void close();
    }

    @KernelStruct("bpf_cpumask")
    interface CpuMask extends AutoCloseable {
      @Override
      @KernelFunction("bpf_cpumask_release")
      void close();
    }

    static final class Context {
      long id;
      int pid;
      int divisor;
    }

    static final HashMap<Integer, Integer> LEADERS = Maps.hash(1024);
    static final LocalStorage<Task, Long> MARKS = Maps.taskStorage();

    private Functions() {}

    @KernelFunction("bpf_task_from_pid")
    static Task task(int pid) {
      return null;
    }

    @KernelFunction("bpf_cgroup_from_id")
    static Cgroup cgroup(long id) {
      return null;
    }

    @KernelFunction("bpf_cpumask_create")
    static CpuMask cpuMask() {
      return null;
    }

    @SyscallProgram
    static int leader(Context context) {
      try (Task task = task(context.pid)) {
        if (task == null) {
          return -1;
        }
        MARKS.put(task, 77L);
        return task.tgid() / context.divisor;
      }
    }

    /** Two at a time, left early, one of them looked at by another method. */
    @SyscallProgram
    static int under(Context context) {
      try (Cgroup cgroup = cgroup(context.id);
          Task task = task(context.pid)) {
        if (cgroup == null || task == null) {
          return -1;
        }
        if (context.divisor == 0) {
          return -levelOf(cgroup);
        }
        return (int) task.under(cgroup);
      }
    }

    private static int levelOf(Cgroup cgroup) {
      try (Cgroup root = cgroup.ancestor(0)) {
        return root == null ? 1000 : cgroup.level() - root.level();
      }
    }

    @SyscallProgram
    static int endless(Context context) {
      int turns = 1;
      try (Task task = task(context.pid)) {
        while (turns != 0) {
          turns = (turns ^ context.pid) | 1;
        }
        return task == null ? 0 : turns;
      }
    }

    @SyscallProgram
    static int masks(Context context) {
      int made = 0;
      for (int i = 0; i < 4; i++) {
        try (CpuMask mask = cpuMask()) {
          made += mask == null ? 0 : 1;
        }
      }
      return made;
    }

    /** A program that does not sleep; what it looks up is not what it was given. */
    @BtfTracepoint("sched_process_exit")
    static void ended(Task task) {
      try (Task leader = task(task.tgid())) {
        LEADERS.put(task.pid(), leader == null ? -1 : leader.pid());
      }
    }
  }

  private static int run(LoadedProgram loaded, String program, long id, int pid, int divisor) {
    byte[] context =
        ByteBuffer.allocate(16)
            .order(ByteOrder.nativeOrder())
            .putLong(id)
            .putInt(pid)
            .putInt(divisor)
            .array();
    return loaded.object().program(program).testRun(context).returnValue();
  }

  private static LoadedProgram load() {
    return Keelson.program(Functions.class, MethodHandles.lookup()).load();
  }

  @KernelTest(since = "6.9")
  void aTaskIsGotByItsNumberAndGivenBackOnEveryWay() throws Exception {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    int thread;
    try (var threads = Files.list(Path.of("/proc/self/task"))) {
      thread =
          threads.mapToInt(t -> Integer.parseInt(t.getFileName().toString())).max().orElseThrow();
    }
    try (LoadedProgram loaded = load()) {
      assertThat(run(loaded, "leader", 0, thread, 1)).isEqualTo(self);
      assertThat(loaded.map(Functions.MARKS).ofThread(thread)).isEqualTo(77);
      assertThat(run(loaded, "leader", 0, Integer.MAX_VALUE, 1)).isEqualTo(-1);
      assertThat(run(loaded, "leader", 0, thread, 0)).isZero();
      assertThat(loaded.faults())
          .extracting(fault -> fault.site().kind(), LoadedProgram.Fault::count)
          .containsExactly(tuple("DIVISION_BY_ZERO", 1L));
      assertThat(run(loaded, "masks", 0, 0, 0)).isEqualTo(4);
    }
  }

  @KernelTest(since = "6.9")
  void aLoopThatIsStoppedGivesBackWhatIsOpen() {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    try (LoadedProgram loaded = load()) {
      assertThat(run(loaded, "endless", 0, self, 0)).isZero();
      assertThat(run(loaded, "endless", 0, Integer.MAX_VALUE, 0)).isZero();
      assertThat(loaded.faults())
          .extracting(fault -> fault.site().kind(), LoadedProgram.Fault::count)
          .containsExactly(tuple("LOOP_EXHAUSTED", 2L));
    }
  }

  @KernelTest(since = "6.9")
  void cgroupsAreThoseOfTheFileSystem() throws Exception {
    FutureTask<Void> test =
        new FutureTask<>(() -> {
          try (PrivateCgroup cgroup = PrivateCgroup.make();
              LoadedProgram loaded = load()) {
            long root = number(cgroup.folder().getParent());
            long own = number(cgroup.folder());
            int self = Math.toIntExact(ProcessHandle.current().pid());
            assertThat(run(loaded, "under", root, self, 1)).isEqualTo(1);
            assertThat(run(loaded, "under", own, self, 1)).isZero();
            assertThat(run(loaded, "under", own, self, 0)).isEqualTo(-1);
            assertThat(run(loaded, "under", root, self, 0)).isZero();
            assertThat(run(loaded, "under", Long.MAX_VALUE, self, 1)).isEqualTo(-1);
            assertThat(run(loaded, "under", own, Integer.MAX_VALUE, 1)).isEqualTo(-1);
            assertThat(loaded.faults()).isEmpty();
          }
          return null;
        });
    Thread.ofPlatform().name("private-cgroup").start(test);
    test.get();
  }

  private static long number(Path folder) throws Exception {
    return (Long) Files.getAttribute(folder, "unix:ino");
  }

  @KernelTest(since = "6.9")
  void programsThatDoNotSleepCallThemToo() throws Exception {
    try (LoadedProgram loaded = load();
        AttachedPrograms _ = loaded.attachAll()) {
      Process child = new ProcessBuilder("true").start();
      assertThat(child.waitFor()).isZero();
      int pid = Math.toIntExact(child.pid());
      assertThat(loaded.map(Functions.LEADERS).get(pid)).isIn(pid, -1);
      assertThat(loaded.faults()).isEmpty();
    }
  }

  @KernelTest(since = "6.9")
  void libbpfFindsThemByTheirTypes() {
    Bpftool loaded =
        Bpftool.loadAll(
            ObjectFile.write(Keelson.program(Functions.class, MethodHandles.lookup()).compile()));

    assertThat(loaded.output()).doesNotContain("libbpf: ");
    assertThat(loaded.programs()).contains("pinned leader", "pinned under", "pinned ended");
  }
}
