package dev.keelson.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** {@link TimerTools}, compared with the kernel's own counts in /proc. */
class TimerToolsKernelTest {
  private static final int NET_RX = 3; // NET_RX_SOFTIRQ, include/linux/interrupt.h

  private static LoadedProgram load() {
    return Keelson.program(TimerTools.class, MethodHandles.lookup()).load();
  }

  /** The numbers of all CPUs in a line of a table such as /proc/softirqs, added up. */
  private static long sum(String file, String name) {
    return Child.read(file)
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(name + ":"))
        .flatMap(line -> Arrays.stream(line.substring(name.length() + 1).strip().split(" +", -1)))
        .filter(word -> word.matches("[0-9]+"))
        .mapToLong(Long::parseLong)
        .sum();
  }

  @KernelTest
  void startedTimersAreThoseThatWakeASleeper() throws Exception {
    long wakeup =
        Child.read("/proc/kallsyms")
            .lines()
            .filter(line -> line.endsWith(" hrtimer_wakeup"))
            .map(line -> Long.parseUnsignedLong(line.substring(0, line.indexOf(' ')), 16))
            .findFirst()
            .orElseThrow();
    try (LoadedProgram loaded = load();
        Child child =
            Child.perTurn("my $t = pack('qq', 0, 1000000); for (1..20) { syscall(35, $t, 0) }")) {
      child.turn();
      try (Attachment _ = loaded.attach("started")) {
        child.turn();
        assertThat(loaded.map(TimerTools.STARTED).get(new TimerTools.Started(child.pid(), wakeup)))
            .isEqualTo(20);
      }
    }
  }

  @KernelTest
  void softInterruptsAreThoseOfProc() throws Exception {
    try (LoadedProgram loaded = load();
        DatagramSocket socket =
            new DatagramSocket(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0))) {
      long before = sum("/proc/softirqs", "NET_RX");
      long seen;
      try (Attachment _ = loaded.attach("softBegins");
          Attachment _ = loaded.attach("softEnds")) {
        for (int i = 0; i < 50; i++) {
          socket.send(new DatagramPacket(new byte[10], 10, socket.getLocalSocketAddress()));
        }
        seen =
            loaded.perCpu(TimerTools.SOFT).get(NET_RX).stream().mapToLong(soft -> soft.runs).sum();
        assertThat(loaded.perCpu(TimerTools.SOFT).get(NET_RX)).anyMatch(soft -> soft.nanos > 0);
      }
      assertThat(seen).isBetween(50L, sum("/proc/softirqs", "NET_RX") - before);
    }
  }

  @KernelTest
  void ticksAreThoseOfProc() {
    try (LoadedProgram loaded = load()) {
      long before = sum("/proc/interrupts", "LOC");
      long seen;
      try (Attachment _ = loaded.attach("ticked")) {
        long inside = sum("/proc/interrupts", "LOC");
        Child.await("100 ticks", () -> ticks(loaded) >= 100);
        long ticked = sum("/proc/interrupts", "LOC") - inside;
        seen = ticks(loaded);
        // The kernel counts a tick after the tracepoint: on each CPU one may lie astride the start.
        int cpus = loaded.perCpu(TimerTools.TICKS).get(0).size();
        assertThat(seen).isGreaterThanOrEqualTo(ticked - cpus);
      }
      assertThat(seen).isLessThanOrEqualTo(sum("/proc/interrupts", "LOC") - before);
    }
  }

  private static long ticks(LoadedProgram loaded) {
    return loaded.perCpu(TimerTools.TICKS).get(0).stream().mapToLong(Long::longValue).sum();
  }

  @KernelTest
  void expiredTimersAreThoseThatTheProcessHeardOf() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("expired")) {
      // setitimer(2) of ITIMER_REAL, every 2 ms; stopped at the tenth signal.
      int child =
          Child.perl(
              "my $n = 0; $SIG{ALRM} = sub { $n++ }; my $every = pack('q4', 0, 2000, 0, 2000);"
                  + " my $never = pack('q4', 0, 0, 0, 0); syscall(38, 0, $every, 0);"
                  + " while ($n < 10) { select(undef, undef, undef, 1) }"
                  + " syscall(38, 0, $never, 0)");
      assertThat(loaded.map(TimerTools.EXPIRED).get(child)).isGreaterThanOrEqualTo(10);
    }
  }
}
