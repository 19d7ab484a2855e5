package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.OwnedValues;
import dev.keelson.network.PrivateCgroup;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.LocalStorage;
import dev.keelson.program.Maps;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/** Values that lie with tasks and cgroups, against what procfs and another map say. */
class LocalStorageKernelTest {
  static final class OfTasks {
    @KernelStruct("task_struct")
    interface Task {
      int pid();

      Task groupLeader();
    }

    static final class Switches {
      long count;
      int pid;
    }

    static final LocalStorage<Task, Switches> SWITCHES = Maps.taskStorage();
    static final LocalStorage<Task, Long> TURNS_OF_MARKED = Maps.taskStorage();
    static final LocalStorage<Task, AtomicLong> OF_PROCESS = Maps.taskStorage();

    private OfTasks() {}

    @BtfTracepoint("sched_switch")
    static void switched(boolean preempted, Task previous, Task next) {
      Switches switches = SWITCHES.getOrCreate(previous);
      switches.count++;
      switches.pid = previous.pid();
      Long turns = TURNS_OF_MARKED.get(previous);
      if (turns != null) {
        if (turns == 0) {
          TURNS_OF_MARKED.delete(previous);
        } else {
          TURNS_OF_MARKED.put(previous, turns + 1);
        }
      }
      AtomicLong ofProcess = OF_PROCESS.getOrCreate(previous.groupLeader());
      if (ofProcess != null) {
        ofProcess.incrementAndGet();
      }
    }
  }

  private static long switchesByProcfs(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.contains("_ctxt_switches:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }

  private static void awaitBlocked(long pid) throws IOException {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") S ")) {
      assertThat(Instant.now()).as("the process blocks").isBefore(end);
      Thread.onSpinWait();
    }
  }

  /** Wakes the process, which answers and blocks again. */
  private static void wake(Process cat, BufferedReader answers) throws IOException {
    OutputStream in = cat.getOutputStream();
    in.write('\n');
    in.flush();
    assertThat(answers.readLine()).isEmpty();
    awaitBlocked(cat.pid());
  }

  @KernelTest
  void switchesLieWithTheirTaskAndAreThoseOfProcfs() throws Exception {
    Process cat = new ProcessBuilder("cat").start();
    int pid = Math.toIntExact(cat.pid());
    try (LoadedProgram loaded = Keelson.program(OfTasks.class, MethodHandles.lookup()).load();
        BufferedReader answers = cat.inputReader()) {
      OwnedValues<OfTasks.Switches> switches = loaded.map(OfTasks.SWITCHES);
      OwnedValues<Long> marked = loaded.map(OfTasks.TURNS_OF_MARKED);
      wake(cat, answers);
      long before = switchesByProcfs(pid);
      assertThat(switches.ofThread(pid)).isNull();
      try (AttachedPrograms _ = loaded.attachAll()) {
        for (int i = 0; i < 20; i++) {
          wake(cat, answers);
        }
        assertThat(marked.ofThread(pid)).isNull();
        marked.putOfThread(pid, 100L);
        for (int i = 0; i < 5; i++) {
          wake(cat, answers);
        }
        assertThat(marked.ofThread(pid)).isBetween(105L, 150L);
        marked.putOfThread(pid, 0L);
        wake(cat, answers);
        assertThat(marked.ofThread(pid)).isNull();
        assertThat(marked.removeOfThread(pid)).isFalse();
      }
      OfTasks.Switches last = switches.ofThread(pid);
      assertThat(last.count).isEqualTo(switchesByProcfs(pid) - before).isGreaterThanOrEqualTo(26);
      assertThat(last.pid).isEqualTo(pid);
      assertThat(loaded.map(OfTasks.OF_PROCESS).ofThread(pid).get()).isEqualTo(last.count);
      assertThat(switches.removeOfThread(pid)).isTrue();
      assertThat(switches.ofThread(pid)).isNull();
      assertThat(loaded.faults()).isEmpty();
      assertThatThrownBy(() -> switches.ofCgroup(Path.of("/")))
          .hasMessageContaining("its values do not lie with cgroups");
    } finally {
      cat.destroyForcibly();
    }
  }

  static final class OfCgroups {
    @KernelStruct("task_struct")
    interface Parent {
      CssSet cgroups();
    }

    @KernelStruct("css_set")
    interface CssSet {
      Cgroup dflCgrp();
    }

    @KernelStruct("cgroup")
    interface Cgroup {}

    static final LocalStorage<Cgroup, AtomicLong> FORKS = Maps.cgroupStorage();
    static final HashMap<Long, AtomicLong> BY_NUMBER = Maps.hash(4096);

    private OfCgroups() {}

    @BtfTracepoint("sched_process_fork")
    static void forked(Parent parent) {
      FORKS.getOrCreate(parent.cgroups().dflCgrp()).incrementAndGet();
      BY_NUMBER.putIfAbsent(Kernel.cgroupId(), new AtomicLong());
      BY_NUMBER.get(Kernel.cgroupId()).incrementAndGet();
    }
  }

  @KernelTest(since = "6.3")
  void forksLieWithTheirCgroup() throws Exception {
    FutureTask<Void> test =
        new FutureTask<>(() -> {
          try (PrivateCgroup cgroup = PrivateCgroup.make();
              LoadedProgram loaded =
                  Keelson.program(OfCgroups.class, MethodHandles.lookup()).load()) {
            OwnedValues<AtomicLong> forks = loaded.map(OfCgroups.FORKS);
            assertThat(forks.ofCgroup(cgroup.folder())).isNull();
            try (AttachedPrograms _ = loaded.attachAll()) {
              cgroup.run("for i in 1 2 3 4 5 6 7; do /bin/true; done; exit 0");
            }
            long number = (Long) Files.getAttribute(cgroup.folder(), "unix:ino");
            assertThat(forks.ofCgroup(cgroup.folder()).get())
                .isEqualTo(loaded.map(OfCgroups.BY_NUMBER).get(number).get())
                .isEqualTo(7);
            assertThat(forks.removeOfCgroup(cgroup.folder())).isTrue();
            forks.putOfCgroup(cgroup.folder(), new AtomicLong(3));
            assertThat(forks.ofCgroup(cgroup.folder()).get()).isEqualTo(3);
            assertThat(loaded.faults()).isEmpty();
          }
          return null;
        });
    Thread.ofPlatform().name("private-cgroup").start(test);
    test.get();
  }

  @KernelTest(since = "6.3")
  void libbpfCreatesSuchMapsFromAnObjectFile() {
    for (Class<?> program : new Class<?>[] {OfTasks.class, OfCgroups.class}) {
      var image = Keelson.program(program, MethodHandles.lookup()).compile();

      Bpftool loaded = Bpftool.loadAll(ObjectFile.write(image));

      assertThat(loaded.output()).doesNotContain("libbpf: ");
      assertThat(loaded.programs())
          .contains(
              image.programs().stream().map(ProgramSpec::name).map("pinned "::concat).toList());
      assertThat(loaded.maps()).contains("key 4B");
    }
  }
}
