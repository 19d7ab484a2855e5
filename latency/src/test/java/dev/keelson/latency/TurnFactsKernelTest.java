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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;

/** What turns say of threads of which the test knows why they were blocked, and who woke them. */
class TurnFactsKernelTest {
  // include/linux/sched.h, v6.18
  private static final int UNINTERRUPTIBLE = 0x2;
  private static final int STOPPED = 0x4;

  // FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG of include/uapi/linux/futex.h: how glibc waits up to a
  // time.
  private static final int FUTEX_WAIT_UNTIL = 9 | 0x80;

  @KernelTest
  void theThreadThatWritesToAPipeWakesTheReader() throws Exception {
    Process reader = reader();
    try (Watch watch = Watch.of(reader.pid());
        OutputStream pipe = reader.getOutputStream()) {
      int self = selfTid();
      for (int i = 0; i < 50; i++) {
        wakeOnce(watch, reader, pipe);
      }

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
  void aThreadThatATimerWakesIsWokenByNobody() throws Exception {
    Thread sleeper = Thread.ofPlatform().name("timed").start(() -> sleepUntilInterrupted());
    try (Watch watch = Watch.of(ProcessHandle.current().pid())) {
      int tid = watch.thread("timed");
      Watch.await(() -> watch.turns(tid).size() > 50, "too few turns");

      // At a safepoint it waits for the VM thread, without a time limit.
      List<Turn> turns =
          watch.turns(tid).stream()
              .filter(turn -> turn.blocked().argument1() == FUTEX_WAIT_UNTIL)
              .filter(turn -> turn.offCpuNanos() > 900_000)
              .toList();
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
      watch.probe().dropInterrupts();
      List<Turn> _ = watch.turns();
      for (int i = 0; i < 10; i++) {
        wakeOnce(watch, reader, pipe);
      }

      List<Turn> last = blocked(watch).reversed().subList(0, 9);
      assertThat(last).allMatch(turn -> turn.blocked().wakerTid() == 0);
      assertThat(last).allMatch(turn -> turn.interruptNanos() == 0);
    } finally {
      reader.destroyForcibly().waitFor();
    }
  }

  @KernelTest
  void theSystemCallAndItsArgumentsAreThoseThatProcfsShows() throws Exception {
    Process reader = reader();
    try (Watch watch = Watch.of(reader.pid());
        OutputStream pipe = reader.getOutputStream()) {
      wakeOnce(watch, reader, pipe); // what it is blocked in now began unseen
      Watch.await(() -> !shownCall(reader.pid()).startsWith("running"), "it never blocks");
      String shown = shownCall(reader.pid());
      write(pipe);
      Watch.await(() -> !blocked(watch).isEmpty(), "too few turns");

      // proc_pid_syscall(5): number, six arguments, stack pointer, program counter
      Blocked last = blocked(watch).getLast().blocked();
      assertThat(shown)
          .startsWith(
              "%d 0x%x 0x%x 0x%x "
                  .formatted(
                      last.systemCall(), last.argument0(), last.argument1(), last.argument2()));
    } finally {
      reader.destroyForcibly().waitFor();
    }
  }

  @KernelTest
  void aPageFaultIsNoSystemCall(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    Files.write(data, new byte[64 << 20]);
    run("sync", data.toString());
    run("dd", "if=" + data, "iflag=nocache", "count=0"); // out of the page cache with it
    Path gate = gate(folder);
    List<String> command = new ArrayList<>(List.of("sh", "-c", "read line < $0; exec \"$@\""));
    command.add(gate.toString());
    command.addAll(PageToucher.command(data));
    Process toucher = new ProcessBuilder(command).start();
    try (Watch watch = Watch.of(toucher.pid())) {
      Files.writeString(gate, "go\n");
      Watch.await(
          () ->
              blocked(watch).stream()
                  .anyMatch(turn -> turn.blocked().systemCall() == -1 && turn.blocked().io()),
          "no page fault waits for the disk");
    } finally {
      toucher.destroyForcibly().waitFor();
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  private static String shownCall(long pid) {
    return ProcessFiles.read((int) pid, "syscall").orElseThrow();
  }

  @KernelTest
  void aStoppedThreadIsKnownByItsState() throws Exception {
    Process reader = reader();
    try (Watch watch = Watch.of(reader.pid())) {
      awaitState(reader.pid(), 'S');
      ThreadStop.stop((int) reader.pid());
      assertThat(reader.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
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
    long carried = 77;
    Thread carrier = Thread.ofPlatform().name("carries").start(() -> sleepUntilInterrupted());
    try (Watch watch = Watch.of(ProcessHandle.current().pid());
        Arena arena = Arena.ofShared()) {
      MemorySegment continuation = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment owner = arena.allocate(ValueLayout.JAVA_LONG);
      owner.set(ValueLayout.JAVA_LONG, 0, carried);
      int tid = watch.thread("carries");
      ThreadTurns.JavaThread thread = new ThreadTurns.JavaThread();
      thread.ownerAddress = owner.address();
      thread.continuationAddress = continuation.address();
      watch.probe().carriers().put(tid, thread);
      awaitLast(watch, tid, turn -> turn.virtualThread() == 0);
      continuation.set(ValueLayout.JAVA_LONG, 0, 1);
      awaitLast(watch, tid, turn -> turn.virtualThread() == carried);
      continuation.set(ValueLayout.JAVA_LONG, 0, 0);
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
    run("mkfifo", gate.toString());
    return gate;
  }

  private static Process reader() throws IOException {
    return new ProcessBuilder("cat").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** Returns when the reader has taken what was written, and is blocked again. */
  private static void wakeOnce(Watch watch, Process reader, OutputStream pipe) throws IOException {
    int seen = watch.turns().size();
    awaitState(reader.pid(), 'S');
    write(pipe);
    Watch.await(() -> watch.turns().size() > seen, "it is not woken");
    awaitState(reader.pid(), 'S');
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
