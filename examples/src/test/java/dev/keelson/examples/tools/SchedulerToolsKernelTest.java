package dev.keelson.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.linux.Scheduling;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** {@link SchedulerTools}, compared with the kernel's own account of a child in /proc. */
class SchedulerToolsKernelTest {
  private static final int TURNS = 30;

  private static LoadedProgram load() {
    return Keelson.program(SchedulerTools.class, MethodHandles.lookup()).load();
  }

  private static long voluntary(int pid) {
    return Child.number("/proc/" + pid + "/status", "voluntary_ctxt_switches");
  }

  private static long runtime(int pid) {
    String account = Child.read("/proc/" + pid + "/schedstat");
    return Long.parseLong(account.substring(0, account.indexOf(' ')));
  }

  @KernelTest
  void voluntarySwitchesAreThoseOfProc() throws Exception {
    try (LoadedProgram loaded = load();
        Child child = Child.perTurn("")) {
      child.turn();
      try (Attachment _ = loaded.attach("voluntary")) {
        long before = voluntary(child.pid());
        for (int turn = 0; turn < TURNS; turn++) {
          child.turn();
        }
        // It may be asleep already, and not yet have left its CPU.
        Child.await(
            "both counts are the same",
            () ->
                loaded
                    .map(SchedulerTools.VOLUNTARY)
                    .toMap()
                    .getOrDefault(child.pid(), 0L)
                    .equals(voluntary(child.pid()) - before));
        assertThat(voluntary(child.pid()) - before).isGreaterThanOrEqualTo(TURNS);
      }
    }
  }

  @KernelTest
  void wakingsAreThoseOfTheQuestions() throws Exception {
    try (LoadedProgram loaded = load();
        Child child = Child.perTurn("")) {
      child.turn();
      try (Attachment _ = loaded.attach("waking")) {
        for (int turn = 0; turn < TURNS; turn++) {
          child.turn();
        }
        assertThat(
                loaded
                    .map(SchedulerTools.WAKINGS)
                    .get(new SchedulerTools.Waking(Scheduling.currentThreadId(), child.pid())))
            .isEqualTo(TURNS);
      }
    }
  }

  @KernelTest
  void runtimeIsThatOfSchedstat() throws Exception {
    try (LoadedProgram loaded = load();
        Child child = Child.perTurn("my $x = 0; $x += $_ for 1..200000")) {
      child.turn();
      try (Attachment _ = loaded.attach("ran")) {
        long before = runtime(child.pid());
        child.turn();
        Child.await(
            "both sums are the same",
            () ->
                loaded.map(SchedulerTools.RUNTIME).toMap().getOrDefault(child.pid(), 0L)
                    == runtime(child.pid()) - before);
        assertThat(runtime(child.pid()) - before).isPositive();
      }
    }
  }

  @KernelTest
  void samplesAreAsManyAsTheCpuTimeSays() throws Exception {
    try (LoadedProgram loaded = load();
        Child child =
            Child.perTurn(
                "my $end = (times)[0] + 1; while ((times)[0] < $end) { 1 for 1..1000 }")) {
      try (Attachment _ = loaded.attach("sampled")) {
        long before = runtime(child.pid());
        child.turn();
        double seconds = (runtime(child.pid()) - before) / 1e9;
        assertThat(loaded.map(SchedulerTools.SAMPLES).get(child.pid()))
            .isBetween((long) (seconds * 60), (long) (seconds * 130));
      }
    }
  }

  @KernelTest
  void timeAwayIsUnderTheStackThatSlept() throws Exception {
    try (LoadedProgram loaded = load();
        Child child = Child.perTurn("select(undef, undef, undef, 0.2)")) {
      child.turn();
      try (Attachment _ = loaded.attach("switched")) {
        child.turn();
        NavigableMap<Long, String> symbols = new TreeMap<>(Long::compareUnsigned);
        Child.read("/proc/kallsyms")
            .lines()
            .map(line -> line.split("\\s+", -1))
            .forEach(parts -> symbols.put(Long.parseUnsignedLong(parts[0], 16), parts[2]));
        Map.Entry<SchedulerTools.Blocked, Long> longest =
            loaded.map(SchedulerTools.OFF_CPU).toMap().entrySet().stream()
                .filter(entry -> entry.getKey().thread() == child.pid())
                .max(Map.Entry.comparingByValue())
                .orElseThrow();
        assertThat(longest.getValue()).isGreaterThanOrEqualTo(200_000_000);
        assertThat(loaded.stack(SchedulerTools.STACKS, longest.getKey().stack()))
            .map(address -> symbols.floorEntry(address).getValue())
            .anyMatch(name -> name.contains("select"));
      }
    }
  }
}
