package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.AttachedPrograms;
import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.UprobeTarget;
import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.linux.SystemInfo;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Kprobe;
import dev.keelson.program.KprobeMulti;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.PerfEvent;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;
import dev.keelson.program.Uprobe;
import dev.keelson.program.UprobeMulti;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;

/** Probes in user space and in the kernel, and the counters of perf events. */
class ProbeKernelTest {
  private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());
  private static final String LIBC = "/lib/x86_64-linux-gnu/libc.so.6";

  static final class OpenedFolders {
    record Opened(
        int process,
        int user,
        int group,
        long cgroup,
        long bootNanos,
        boolean sameTask,
        @Length(16) byte[] comm,
        @Length(32) byte[] path,
        @Length(4) byte[] start,
        int word) {}

    @KernelStruct("task_struct")
    interface Task {
      int pid();
    }

    static final RingBuffer<Opened> OPENED = Maps.ringBuffer(1 << 16);
    static final Setting<Integer> SIGNAL = Setting.of(0);

    private OpenedFolders() {}

    @Uprobe(path = LIBC, symbol = "opendir")
    static void opendir(long path) {
      Task task = Kernel.currentTask(Task.class);
      OPENED.emit(
          new Opened(
              Kernel.processId(),
              Kernel.userId(),
              Kernel.groupId(),
              Kernel.cgroupId(),
              Kernel.bootNanos(),
              task.pid() == Kernel.threadId(),
              Kernel.comm(),
              Kernel.userString(path, 32),
              Kernel.userBytes(path, 4),
              Kernel.userInt(path)));
      if (SIGNAL.get() != 0) {
        Kernel.sendSignal(SIGNAL.get());
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("\0.*", "");
  }

  private static Process ls(Path folder) throws IOException, InterruptedException {
    Process ls = new ProcessBuilder("/bin/ls", folder.toString()).start();
    ls.waitFor();
    return ls;
  }

  private static OpenedFolders.Opened opened(EventRing<OpenedFolders.Opened> ring, long process) {
    List<OpenedFolders.Opened> all = new ArrayList<>();
    // Before it becomes ls, the child of this JVM looks through its descriptors.
    Predicate<OpenedFolders.Opened> wanted =
        one -> one.process() == process && text(one.comm()).equals("ls");
    while (all.stream().noneMatch(wanted)) {
      assertThat(ring.poll(Duration.ofSeconds(30), all::add)).isPositive();
    }
    return all.stream().filter(wanted).findFirst().orElseThrow();
  }

  @KernelTest
  void aUprobeReadsTheStringThatItsArgumentPointsToAndWhoRuns(@TempDir Path temporary)
      throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("an-opened-folder"));
    try (LoadedProgram loaded =
            Keelson.program(OpenedFolders.class, MethodHandles.lookup()).load();
        AttachedPrograms _ = loaded.attachAll();
        EventRing<OpenedFolders.Opened> ring = loaded.ring(OpenedFolders.OPENED)) {
      Process ls = ls(folder);
      OpenedFolders.Opened one = opened(ring, ls.pid());
      String path = folder.toString();
      String shown = path.substring(0, Math.min(31, path.length()));
      assertThat(text(one.path())).isEqualTo(shown);
      assertThat(one.path()[31]).isZero();
      assertThat(text(one.start())).isEqualTo(path.substring(0, 4));
      assertThat(one.word()).isEqualTo(littleEndian(path));
      assertThat(text(one.comm())).isEqualTo("ls");
      assertThat(one.user()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
      assertThat(one.group()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:gid"));
      assertThat(one.cgroup()).isPositive();
      assertThat(one.bootNanos()).isGreaterThanOrEqualTo(System.nanoTime() - 60_000_000_000L);
      assertThat(one.sameTask()).isTrue();
      assertThat(ls.exitValue()).isZero();
    }
  }

  private static int littleEndian(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24;
  }

  @KernelTest
  void aSignalFromTheProgramEndsTheProcessThatRanIntoIt(@TempDir Path folder) throws Exception {
    int term = 15;
    try (LoadedProgram loaded =
            Keelson.program(OpenedFolders.class, MethodHandles.lookup())
                .setting(OpenedFolders.SIGNAL, term)
                .load();
        AttachedPrograms _ = loaded.attachAll()) {
      assertThat(ls(folder).exitValue()).isEqualTo(128 + term);
    }
  }

  static final class ManyFunctions {
    static final HashMap<Long, Long> CALLS = Maps.hash(64);
    static final Setting<Boolean> KNOWS_ADDRESS = Setting.of(true);

    private ManyFunctions() {}

    @UprobeMulti(
        path = LIBC,
        value = {"opendir", "closed*r"})
    static void called() {
      long function = KNOWS_ADDRESS.get() ? Kernel.functionAddress() : 1;
      Long before = CALLS.get(function);
      CALLS.put(function, before == null ? 1 : before + 1);
    }
  }

  @KernelTest
  void manyFunctionsOfAFileAreProbedByOneProgram(@TempDir Path folder) throws Exception {
    boolean linked = SystemInfo.kernel().isAtLeast(6, 6);
    try (LoadedProgram loaded =
            Keelson.program(ManyFunctions.class, MethodHandles.lookup())
                .setting(ManyFunctions.KNOWS_ADDRESS, linked)
                .load();
        AttachedPrograms _ = loaded.attachAll()) {
      assertThat(ls(folder).exitValue()).isZero();
      var calls = loaded.map(ManyFunctions.CALLS).toMap();
      assertThat(calls).hasSizeGreaterThanOrEqualTo(linked ? 2 : 1);
      assertThat(calls.values().stream().mapToLong(Long::longValue).sum())
          .isGreaterThanOrEqualTo(2);
    }
  }

  static final class Samples {
    @KernelStruct("bpf_perf_event_data")
    interface Sample {
      long samplePeriod();
    }

    static final HashMap<Integer, Long> BY_PROCESS = Maps.hash(4096);
    static final Array<Long> PERIOD = Maps.array(1);

    private Samples() {}

    @PerfEvent(value = PerfEvent.Kind.CPU_CLOCK, hertz = 997)
    static void sampled(Sample sample) {
      Long before = BY_PROCESS.get(Kernel.processId());
      BY_PROCESS.put(Kernel.processId(), before == null ? 1 : before + 1);
      PERIOD.put(0, sample.samplePeriod());
    }

    @PerfEvent(value = PerfEvent.Kind.CPU_CYCLES, period = 1_000_000)
    static void cycles() {}
  }

  private static long spin(long until) {
    long turns = 0;
    while (System.nanoTime() < until) {
      turns++;
    }
    return turns;
  }

  @KernelTest
  void theClockSamplesWhoeverHasTheCpu() throws Exception {
    try (LoadedProgram loaded = Keelson.program(Samples.class, MethodHandles.lookup()).load();
        Attachment attached = loaded.attach("sampled")) {
      assertThat(attached.program().name()).isEqualTo("sampled");
      long deadline = System.nanoTime() + 30_000_000_000L;
      Long mine = null;
      while ((mine == null || mine < 5) && System.nanoTime() < deadline) {
        assertThat(spin(System.nanoTime() + 50_000_000)).isPositive();
        mine = loaded.map(Samples.BY_PROCESS).get(SELF);
      }
      assertThat(mine).isGreaterThanOrEqualTo(5);
      assertThat(loaded.map(Samples.PERIOD).get(0)).isPositive();
    }
  }

  @KernelTest
  void aCounterOfOneThreadLeavesOthersAlone() throws Exception {
    Process sleeper = new ProcessBuilder("/bin/sleep", "1000").start();
    try (LoadedProgram loaded = Keelson.program(Samples.class, MethodHandles.lookup()).load();
        Attachment _ = loaded.attach("sampled", Math.toIntExact(sleeper.pid()))) {
      assertThat(spin(System.nanoTime() + 200_000_000)).isPositive();
      assertThat(loaded.map(Samples.BY_PROCESS).get(SELF)).isNull();
    } finally {
      sleeper.destroyForcibly().waitFor();
    }
  }

  @KernelTest
  void countersThatTheMachineLacksAreNamed() throws Exception {
    try (LoadedProgram loaded = Keelson.program(Samples.class, MethodHandles.lookup()).load()) {
      loaded.attach("cycles").close();
    } catch (UnsupportedKernelException missing) {
      assertThat(missing).hasMessageContaining("this machine does not count CPU_CYCLES");
    }
  }

  static final class KernelFunctions {
    @KernelStruct("filename")
    interface FileName {
      long name();
    }

    record Unlinked(int process, int folder, @Length(32) byte[] name) {}

    static final RingBuffer<Unlinked> UNLINKED = Maps.ringBuffer(1 << 16);
    static final HashMap<Integer, Long> RESULTS = Maps.hash(4096);

    private KernelFunctions() {}

    @Kprobe("do_unlinkat")
    static void entered(int folder, FileName name) {
      UNLINKED.emit(new Unlinked(Kernel.processId(), folder, Kernel.kernelString(name.name(), 32)));
    }

    @Kprobe(value = "do_unlinkat", onReturn = true)
    static void left(int result) {
      RESULTS.put(Kernel.processId(), (long) result);
    }
  }

  @KernelTest
  void kprobesSeeTheArgumentsAndTheResultOfAKernelFunction(@TempDir Path folder) throws Exception {
    EveryKind.runsOrIsRefused(
        "kprobe",
        "this kernel has no kprobes",
        () -> {
          try (LoadedProgram loaded =
                  Keelson.program(KernelFunctions.class, MethodHandles.lookup()).load();
              AttachedPrograms _ = loaded.attachAll();
              EventRing<KernelFunctions.Unlinked> ring = loaded.ring(KernelFunctions.UNLINKED)) {
            Path file = Files.createFile(folder.resolve("f"));
            Process unlink = new ProcessBuilder("/usr/bin/unlink", file.toString()).start();
            assertThat(unlink.waitFor()).isZero();
            List<KernelFunctions.Unlinked> all = new ArrayList<>();
            while (all.stream().noneMatch(one -> one.process() == unlink.pid())) {
              assertThat(ring.poll(Duration.ofSeconds(30), all::add)).isPositive();
            }
            KernelFunctions.Unlinked one =
                all.stream().filter(it -> it.process() == unlink.pid()).findFirst().orElseThrow();
            assertThat(one.folder()).isEqualTo(-100); // AT_FDCWD
            String path = file.toString();
            assertThat(text(one.name())).isEqualTo(path.substring(0, Math.min(31, path.length())));
            assertThat(loaded.map(KernelFunctions.RESULTS).get(Math.toIntExact(unlink.pid())))
                .isZero();
          }
        });
  }

  static final class ManyKernelFunctions {
    static final HashMap<Long, Long> CALLS = Maps.hash(64);

    private ManyKernelFunctions() {}

    @KprobeMulti({"do_unlinkat", "do_mkdira*"})
    static void called() {
      CALLS.put(Kernel.functionAddress(), 1L);
    }
  }

  @KernelTest
  void manyKernelFunctionsAreProbedByOneLink(@TempDir Path folder) throws Exception {
    EveryKind.runsOrIsRefused(
        "kprobe_multi",
        "this kernel",
        () -> {
          try (LoadedProgram loaded =
                  Keelson.program(ManyKernelFunctions.class, MethodHandles.lookup()).load();
              AttachedPrograms _ = loaded.attachAll()) {
            Files.createDirectory(folder.resolve("made"));
            Files.delete(Files.createFile(folder.resolve("f")));
            assertThat(loaded.map(ManyKernelFunctions.CALLS).toMap()).hasSize(2);
          }
        });
  }

  @KernelTest
  void aProbeOfAProcessThatEndsIsLetGo() throws Exception {
    Process sleeper = new ProcessBuilder("/bin/sleep", "1000").start();
    UprobeTarget target =
        UprobeTarget.function(Path.of(LIBC), "opendir", Math.toIntExact(sleeper.pid()));
    try (LoadedProgram loaded =
            Keelson.program(OpenedFolders.class, MethodHandles.lookup()).load();
        Attachment attached = loaded.attach("opendir", target)) {
      sleeper.destroyForcibly().waitFor();
      assertThat(attached.program().statistics()).isNotNull();
    }
  }
}
