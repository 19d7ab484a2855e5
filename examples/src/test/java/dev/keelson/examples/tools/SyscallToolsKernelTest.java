package dev.keelson.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@link SyscallTools}, compared with calls that a child makes a known number of times. */
class SyscallToolsKernelTest {
  // arch/x86/entry/syscalls/syscall_64.tbl
  private static final long NANOSLEEP = 35;
  private static final long GETPPID = 110;
  // include/uapi/asm-generic/errno-base.h
  private static final int EBADF = 9;

  private static LoadedProgram load() {
    return Keelson.program(SyscallTools.class, MethodHandles.lookup())
        .setting(SyscallTools.NUMBER, (int) NANOSLEEP)
        .load();
  }

  @KernelTest
  void callsAreCountedByProcessAndNumber() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("counted")) {
      int child = Child.perl("syscall(110) for 1..321");
      var counts = loaded.map(SyscallTools.CALLS);
      assertThat(counts.get(new SyscallTools.Call(child, GETPPID))).isEqualTo(321);
      assertThat(loaded.faults()).isEmpty();
    }
  }

  @KernelTest
  void theHistogramHoldsEachCallAtItsTime() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("started");
        Attachment _ = loaded.attach("ended")) {
      // 2^24 ns is 16.8 ms: none of these is shorter, whatever the machine does.
      int calls = 20;
      Child.perl("my $time = pack('qq', 0, 17000000); for (1..20) { syscall(35, $time, 0) }");
      long[] slots = loaded.global("LATENCIES", long[].class).get();
      long[] longer = Arrays.copyOfRange(slots, 24, 64);
      assertThat(Arrays.stream(longer).sum()).isGreaterThanOrEqualTo(calls);
      assertThat(slots[24]).isPositive();
    }
  }

  @KernelTest
  void failuresAreCountedByError() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("failed")) {
      int child = Child.perl("syscall(3, 12345) for 1..37");
      assertThat(loaded.map(SyscallTools.FAILURES).get(new SyscallTools.Failure(child, EBADF)))
          .isEqualTo(37);
    }
  }

  @KernelTest
  void writtenBytesAreThoseThatTheProcessWrote() throws Exception {
    try (LoadedProgram loaded = load();
        Child child =
            Child.perTurn("open(N, '>', '/dev/null'); syswrite(N, 'x' x 1000) for 1..50");
        Attachment _ = loaded.attach("written")) {
      String account = "/proc/" + child.pid() + "/io";
      long before = Child.number(account, "wchar:");
      child.turn();
      assertThat(loaded.map(SyscallTools.WRITTEN).get(child.pid()))
          .isEqualTo(50_000 + "done\n".length())
          .isEqualTo(Child.number(account, "wchar:") - before);
      assertThat(loaded.faults()).isEmpty();
    }
  }

  @KernelTest
  void endsHaveStatusAndName() throws Exception {
    try (LoadedProgram loaded = load();
        EventRing<SyscallTools.Exit> ring = loaded.ring(SyscallTools.EXITS);
        Attachment _ = loaded.attach("exits")) {
      Process child = new ProcessBuilder("perl", "-e", "exit 42").start();
      assertThat(child.waitFor()).isEqualTo(42);
      List<SyscallTools.Exit> exits = new ArrayList<>();
      ring.drain(exits::add);
      assertThat(exits)
          .filteredOn(exit -> exit.process() == child.pid())
          .singleElement()
          .satisfies(exit -> assertThat(exit.status()).isEqualTo(42))
          .satisfies(exit -> assertThat(Child.text(exit.name())).isEqualTo("perl"));
    }
  }
}
