package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** bpf dump and bpf faults, on programs that another process has loaded: this one. */
class RunningProgramsTest {
  /** A program that can fault in two ways. */
  static final class Divider {
    static final HashMap<Integer, Long> DIVISORS = Maps.hash(4);
    static final Array<Long> RESULT = Maps.array(1);

    private Divider() {}

    @SyscallProgram
    static void divided() {
      RESULT.put(0, 1000 / DIVISORS.get(1));
    }
  }

  @TempDir Path folder;

  private static LoadedProgram load() {
    return Keelson.program(Divider.class, MethodHandles.lookup()).load();
  }

  private static int id(LoadedProgram loaded) {
    return loaded.object().program("divided").id();
  }

  /** Debian's bpftool is of Linux 6.1 and does not tell signed division and per-CPU addresses. */
  private static String asOldBpftool(String instruction) {
    return instruction
        .replace(" s/= ", " /= ")
        .replaceFirst("&\\(void __percpu \\*\\)\\((r\\d)\\)", "$1");
  }

  private static List<String> instructions(String text) {
    return text.lines().map(String::strip).filter(line -> line.matches("\\d+: \\(.*")).toList();
  }

  @KernelTest
  void dumpShowsTheInstructionsThatBpftoolShows() throws Exception {
    try (LoadedProgram loaded = load()) {
      KeelsonProcess keelson = KeelsonProcess.run("bpf", "dump", id(loaded) + "");
      assertThat(keelson.status()).as(keelson.err()).isZero();
      assertThat(instructions(keelson.out()))
          .isNotEmpty()
          .map(RunningProgramsTest::asOldBpftool)
          .isEqualTo(instructions(Bpftool.translated(id(loaded))));
    }
  }

  @KernelTest
  void dumpShowsAllOfTheMachineCodeUnderItsLines() throws Exception {
    try (LoadedProgram loaded = load()) {
      KeelsonProcess keelson = KeelsonProcess.run("bpf", "dump", id(loaded) + "");
      String jited = Bpftool.show(id(loaded)).replaceAll("(?s).*jited (\\d+)B.*", "$1");
      long shown =
          keelson
              .out()
              .lines()
              .filter(line -> line.matches(" {11}([0-9a-f]{2} ?)+"))
              .mapToLong(line -> line.strip().split(" ", -1).length)
              .sum();
      assertThat(keelson.out()).contains(jited + " bytes of machine code");
      assertThat(shown).isEqualTo(Long.parseLong(jited));
      assertThat(keelson.out()).contains("; RunningProgramsTest.java:");
    }
  }

  @KernelTest
  void faultsOfAnotherProcessAreShownByFileLineProgramAndKind() throws Exception {
    try (LoadedProgram loaded = load()) {
      loaded.object().program("divided").testRun(new byte[0]);
      loaded.object().program("divided").testRun(new byte[0]);
      loaded.map(Divider.DIVISORS).put(1, 0L);
      loaded.object().program("divided").testRun(new byte[0]);

      KeelsonProcess keelson = KeelsonProcess.run("bpf", "faults", id(loaded) + "");

      assertThat(keelson.out().lines().map(line -> line.strip().replaceAll(":\\d+", ":N")))
          .containsExactlyInAnyOrder(
              "2  RunningProgramsTest.java:N  divided  NULL_POINTER",
              "1  RunningProgramsTest.java:N  divided  DIVISION_BY_ZERO");
      assertThat(KeelsonProcess.run("bpf", "faults").out()).contains("divided  NULL_POINTER");
    }
  }

  @KernelTest
  void aProgramThatIsNotThereIsNamed() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("bpf", "dump", Integer.MAX_VALUE + "");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("ENOENT", "program " + Integer.MAX_VALUE);
  }

  @KernelTest
  void anObjectFileIsShownWithLinesAndSymbols() throws Exception {
    try (LoadedProgram loaded = load()) {
      Path object =
          Files.write(folder.resolve("divider.bpf.o"), ObjectFile.write(loaded.object().image()));
      KeelsonProcess keelson =
          KeelsonProcess.run(
              "bpf", "dump", object + "", "--source", "src/test/java/dev/keelson/cli");
      assertThat(keelson.out())
          .startsWith("divided: syscall, ")
          .contains("RESULT.put(0, 1000 / DIVISORS.get(1));")
          .containsPattern("\\(18\\) r1 = 0x0 +; DIVISORS\n");
    }
  }

  @KernelTest
  void aSourceFileIsShownWithItsTextAndFields() throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Pid.java"),
            """
            import dev.keelson.program.*;

            final class Pid {
              @KernelStruct("task_struct")
              interface Task { int pid(); }

              @BtfTracepoint("sched_wakeup")
              static int pid(Task task) {
                return task.pid();
              }
            }
            """);
    KeelsonProcess keelson = KeelsonProcess.run("bpf", "dump", source + "");
    assertThat(keelson.out())
        .contains("; Pid.java:9  return task.pid();")
        .containsPattern("r\\d = \\*\\(u32 \\*\\)\\(r\\d \\+\\d+\\) +; task_struct.pid\n");
  }
}
