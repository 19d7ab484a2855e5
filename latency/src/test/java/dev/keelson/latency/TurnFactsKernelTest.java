package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.program.ThreadTurns;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;

/** What turns say of threads of which the test knows why they were blocked, and who woke them. */
class TurnFactsKernelTest {
  // include/linux/sched.h, v6.18
  private static final int UNINTERRUPTIBLE = 0x2;
  private static final int STOPPED = 0x4;

  @KernelTest
  void theThreadThatWritesToAPipeWakesTheReader() throws Exception {
    Process reader = reader();
    try (Watch watch = Watch.of(reader.pid());
        OutputStream pipe = reader.getOutputStream()) {
      int self = selfTid();
      for (int i = 0; i < 50; i++) {
        awaitState(reader.pid(), 'S');
        write(pipe);
      }
      awaitState(reader.pid(), 'S');

      List<Turn> blocked = blocked(watch);
      assertThat(blocked).hasSizeGreaterThanOrEqualTo(49);
      assertThat(blocked.stream().filter(turn -> turn.blocked().wakerTid() == self))
          .hasSizeGreaterThanOrEqualTo(49)
          .allMatch(turn -> turn.blocked().wakerPid() == ProcessHandle.current().pid());
    } finally {
      reader.destroyForcibly().waitFor();
    }
  }

  @KernelTest
  void aBlockedThreadSaysInWhichCallAsProcDoes() throws Exception {
    Process reader = reader();
    try (Watch watch = Watch.of(reader.pid());
        OutputStream pipe = reader.getOutputStream()) {
      awaitState(reader.pid(), 'S');
      write(pipe);
      awaitState(reader.pid(), 'S');
      // "0 0x0 0x7ffd.. 0x1 ..": the call and its six arguments, proc_pid_syscall(5)
      String[] words =
          ProcessFiles.read((int) reader.pid(), "syscall").orElseThrow().split(" ", -1);
      write(pipe);
      awaitState(reader.pid(), 'S');

      Turn.Blocked blocked = blocked(watch).getLast().blocked();
      assertThat(blocked.systemCall()).isEqualTo(Integer.parseInt(words[0]));
      assertThat(blocked.argument0()).isEqualTo(Long.decode(words[1]));
      assertThat(blocked.argument1()).isEqualTo(Long.decode(words[2]));
      assertThat(blocked.argument2()).isEqualTo(Long.decode(words[3]));
    } finally {
      reader.destroyForcibly().waitFor();
    }
  }

  @KernelTest
  void aThreadThatATimerWakesIsWokenByNobody() throws Exception {
    Thread sleeper = Thread.ofPlatform().name("timed").start(() -> sleepUntilInterrupted());
    try (Watch watch = Watch.of(ProcessHandle.current().pid())) {
      int tid = watch.thread("timed");
      Watch.await(() -> watch.turns(tid).size() > 50, "too few turns");

      List<Turn> turns =
          watch.turns(tid).stream().filter(turn -> turn.offCpuNanos() > 900_000).toList();
      assertThat(turns).hasSizeGreaterThan(40);
      assertThat(turns).allMatch(turn -> turn.blocked().wakerTid() == 0);
    } finally {
      sleeper.interrupt();
      sleeper.join();
    }
  }

  @KernelTest
  void withoutTheDetailNobodyIsSaidToHaveWokenAThread() throws Exception {
    Process reader = reader();
    try (Watch watch = Watch.of(reader.pid());
        OutputStream pipe = reader.getOutputStream()) {
      awaitState(reader.pid(), 'S');
      watch.probe().dropDetail();
      List<Turn> _ = watch.turns();
      for (int i = 0; i < 10; i++) {
        write(pipe);
        awaitState(reader.pid(), 'S');
      }

      List<Turn> last = blocked(watch).reversed().subList(0, 9);
      assertThat(last).allMatch(turn -> turn.blocked().wakerTid() == 0);
      assertThat(last).allMatch(turn -> turn.interruptNanos() == 0);
    } finally {
      reader.destroyForcibly().waitFor();
    }
  }

  @KernelTest
  void aStoppedThreadIsKnownByItsState() throws Exception {
    Process reader = reader();
    try (Watch watch = Watch.of(reader.pid())) {
      awaitState(reader.pid(), 'S');
      ThreadStop.stop((int) reader.pid());
      Thread.sleep(50);
      ThreadStop.goOn((int) reader.pid());
      awaitState(reader.pid(), 'S');

      assertThat(blocked(watch))
          .filteredOn(turn -> (turn.blocked().state() & STOPPED) != 0)
          .singleElement()
          .satisfies(turn -> assertThat(turn.offCpuNanos()).isGreaterThan(50_000_000));
    } finally {
      reader.destroyForcibly().waitFor();
    }
  }

  @KernelTest
  void aThreadThatWritesThroughToADiskWaitsForIt(@TempDir Path folder) throws Exception {
    Path gate = gate(folder);
    Process writer =
        new ProcessBuilder(
                "sh",
                "-c",
                "read line < %s; exec dd if=/dev/zero of=%s bs=64k count=60 oflag=dsync"
                    .formatted(gate, folder.resolve("data")))
            .redirectErrorStream(true)
            .start();
    try (Watch watch = Watch.of(writer.pid())) {
      Files.writeString(gate, "go\n");
      writer.waitFor();

      List<Turn> io = blocked(watch).stream().filter(turn -> turn.blocked().io()).toList();
      assertThat(io).hasSizeGreaterThanOrEqualTo(60);
      assertThat(io).allMatch(turn -> (turn.blocked().state() & UNINTERRUPTIBLE) != 0);
      assertThat(io).noneMatch(turn -> turn.blocked().reclaim());
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  @KernelTest
  void aThreadThatMayHaveNoMoreMemoryIsBlockedInReclaim(@TempDir Path folder) throws Exception {
    Path gate = gate(folder);
    String data = "of=" + folder.resolve("data");
    try (MemoryLimit limit = MemoryLimit.create(8 << 20)) {
      Process writer =
          new ProcessBuilder(
                  limit.around(gate, List.of("dd", "if=/dev/zero", data, "bs=1M", "count=200")))
              .redirectErrorStream(true)
              .start();
      try (Watch watch = Watch.of(writer.pid())) {
        Files.writeString(gate, "go\n");
        writer.waitFor();

        List<Turn> blocked = blocked(watch);
        assertThat(blocked).anyMatch(turn -> turn.blocked().reclaim());
      } finally {
        writer.destroyForcibly().waitFor();
      }
    }
  }

  @KernelTest
  void theVirtualThreadIsReadWhereTheThreadLeavesItsCpu() throws Exception {
    long own = 5;
    long carried = 77;
    Thread carrier = Thread.ofPlatform().name("carries").start(() -> sleepUntilInterrupted());
    try (Watch watch = Watch.of(ProcessHandle.current().pid());
        Arena arena = Arena.ofShared()) {
      MemorySegment owner = arena.allocate(ValueLayout.JAVA_LONG);
      owner.set(ValueLayout.JAVA_LONG, 0, own);
      int tid = watch.thread("carries");
      ThreadTurns.JavaThread thread = new ThreadTurns.JavaThread();
      thread.ownerAddress = owner.address();
      thread.id = own;
      watch.probe().carriers().put(tid, thread);
      awaitLast(watch, tid, turn -> turn.virtualThread() == 0);
      owner.set(ValueLayout.JAVA_LONG, 0, carried);
      awaitLast(watch, tid, turn -> turn.virtualThread() == carried);
      owner.set(ValueLayout.JAVA_LONG, 0, own);
      awaitLast(watch, tid, turn -> turn.virtualThread() == 0);

      assertThat(watch.turns())
          .filteredOn(turn -> turn.tid() != tid)
          .allMatch(turn -> turn.virtualThread() == 0);
    } finally {
      carrier.interrupt();
      carrier.join();
    }
  }

  private static void awaitLast(Watch watch, int tid, Predicate<Turn> condition) {
    int seen = watch.turns(tid).size();
    Watch.await(
        () -> {
          List<Turn> turns = watch.turns(tid);
          return turns.size() > seen + 1 && condition.test(turns.getLast());
        },
        "no such turn");
  }

  private static void sleepUntilInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static List<Turn> blocked(Watch watch) {
    return watch.turns().stream().filter(turn -> !turn.blocked().equals(Blocked.NOT)).toList();
  }

  private static Path gate(Path folder) throws IOException, InterruptedException {
    Path gate = folder.resolve("gate");
    new ProcessBuilder("mkfifo", gate.toString()).start().waitFor();
    return gate;
  }

  private static Process reader() throws IOException {
    return new ProcessBuilder("cat").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static void write(OutputStream pipe) throws IOException {
    pipe.write('x');
    pipe.flush();
  }

  /** Returns when the process's first thread is in a state of proc_pid_stat(5). */
  private static void awaitState(long pid, char state) {
    Watch.await(
        () -> {
          String stat = ProcessFiles.read((int) pid, "stat").orElseThrow();
          return stat.charAt(stat.lastIndexOf(')') + 2) == state;
        },
        "it never is " + state);
  }

  private static int selfTid() throws IOException {
    return Integer.parseInt(
        Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
  }
}
