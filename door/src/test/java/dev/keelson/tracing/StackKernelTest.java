package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.AttachedPrograms;
import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.UprobeTarget;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Kernel;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.StackTraces;
import dev.keelson.program.Uprobe;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Call stacks of the kernel and of user space; /proc/kallsyms and the ELF file are the witnesses.
 */
class StackKernelTest {
  private static final String LIBC = "/lib/x86_64-linux-gnu/libc.so.6";

  // -EEXIST: another stack has the same hash, bpf_get_stackid in include/uapi/linux/bpf.h
  private static final int PLACE_TAKEN = -17;
  private static final int MOST_RUNS = 20;

  static final class Stacks {
    record Seen(int process, boolean executed, int number, @Length(16) long[] frames) {}

    static final StackTraces STACKS = Maps.stackTraces(64);
    static final RingBuffer<Seen> SEEN = Maps.ringBuffer(1 << 16);

    private Stacks() {}

    @BtfTracepoint("sched_process_exec")
    static void executed() {
      SEEN.emit(new Seen(Kernel.processId(), true, STACKS.kernel(), Kernel.kernelStack(16)));
    }

    @Uprobe(path = LIBC, symbol = "opendir")
    static void opened() {
      SEEN.emit(new Seen(Kernel.processId(), false, STACKS.user(), Kernel.userStack(16)));
    }
  }

  private static List<Stacks.Seen> seenOf(Path folder) throws Exception {
    try (LoadedProgram loaded = Keelson.program(Stacks.class, MethodHandles.lookup()).load();
        AttachedPrograms _ = loaded.attachAll();
        EventRing<Stacks.Seen> ring = loaded.ring(Stacks.SEEN)) {
      Process ls = new ProcessBuilder("/bin/ls", folder.toString()).start();
      ls.waitFor();
      List<Stacks.Seen> all = new ArrayList<>();
      while (all.stream().filter(one -> one.process() == ls.pid()).count() < 3) {
        assertThat(ring.poll(Duration.ofSeconds(30), all::add)).isPositive();
      }
      List<Stacks.Seen> own = all.stream().filter(one -> one.process() == ls.pid()).toList();
      for (Stacks.Seen seen : own) {
        List<Long> stored = loaded.stack(Stacks.STACKS, seen.number());
        // The kernel's stack begins in the program itself, at another of its calls.
        int first = seen.executed() ? 1 : 0;
        if (lost(seen)) {
          assertThat(stored).isEmpty();
        } else {
          assertThat(stored).as("stack %d", seen.number()).hasSizeGreaterThan(first);
          assertThat(stored.get(first)).isEqualTo(seen.frames()[first]);
        }
      }
      assertThat(loaded.stack(Stacks.STACKS, -14)).isEmpty();
      return own;
    }
  }

  @KernelTest
  void stacksBeginWhereTheProgramRuns(@TempDir Path folder) throws Exception {
    List<Stacks.Seen> seen = seenOf(folder);
    // Where a stack goes is chance: its addresses differ from run to run, other processes run too.
    for (int run = 1; run < MOST_RUNS && seen.stream().anyMatch(StackKernelTest::lost); run++) {
      seen = seenOf(folder);
    }
    assertThat(seen).noneMatch(StackKernelTest::lost);
    Stacks.Seen executed = seen.stream().filter(Stacks.Seen::executed).findFirst().orElseThrow();
    List<String> functions = new ArrayList<>();
    NavigableMap<Long, String> symbols = kernelSymbols();
    for (long address : executed.frames()) {
      if (address != 0) {
        functions.add(symbols.floorEntry(address).getValue());
      }
    }
    assertThat(functions).anyMatch(name -> name.contains("execve"));

    Stacks.Seen opened = seen.stream().filter(one -> !one.executed()).findFirst().orElseThrow();
    long inFile = UprobeTarget.function(Path.of(LIBC), "opendir", -1).fileOffset();
    // Files are mapped by pages: within one, address and offset are the same.
    assertThat(opened.frames()[0] & 0xfff).isEqualTo(inFile & 0xfff);
  }

  private static boolean lost(Stacks.Seen seen) {
    return seen.number() == PLACE_TAKEN;
  }

  private static NavigableMap<Long, String> kernelSymbols() throws IOException {
    NavigableMap<Long, String> symbols = new TreeMap<>(Long::compareUnsigned);
    try (var lines = Files.lines(Path.of("/proc/kallsyms"))) {
      lines
          .map(line -> line.split("\\s+", 4))
          .forEach(parts -> symbols.put(Long.parseUnsignedLong(parts[0], 16), parts[2]));
    }
    return symbols;
  }

  @Test
  void onTheJvmAStackIsThatOfTheCaller() {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      numbers.add(Stacks.STACKS.user());
    }
    int elsewhere = Stacks.STACKS.user();
    assertThat(numbers.get(0)).isEqualTo(numbers.get(1)).isNotEqualTo(elsewhere);
    assertThat(Stacks.STACKS.stack(elsewhere).getFirst().getMethodName())
        .isEqualTo("onTheJvmAStackIsThatOfTheCaller");
    assertThat(Stacks.STACKS.kernel()).isNegative();
  }
}
