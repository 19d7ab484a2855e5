package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of who writes kernel-side programs: check, run, bpf btf java. */
class ProgramCommandsTest {
  private static final String COUNTER =
      """
      import dev.keelson.program.*;

      final class Counter {
        record Executed(int pid) {}

        @KernelStruct("task_struct")
        interface Task { int tgid(); }

        static final HashMap<Integer, Long> COUNTS = Maps.hash(16);
        static final RingBuffer<Executed> EXECUTED = Maps.ringBuffer(1 << 16);
        static final Setting<Integer> KEY = Setting.of(1);

        @BtfTracepoint("sched_process_exec")
        static void executed(Task task) {
          Long count = COUNTS.get(KEY.get());
          COUNTS.put(KEY.get(), count == null ? 1 : count + 1);
          EXECUTED.emit(new Executed(task.tgid()));
          Kernel.print("executed {}", task.tgid());
        }
      }
      """;

  @TempDir Path folder;

  @KernelTest
  void checkAcceptsWhatTheKernelWouldTake() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("check", source("Counter.java", COUNTER));
    assertThat(keelson.err()).contains("1 kernel-side classes, 0 errors");
    assertThat(keelson.status()).isZero();
  }

  @KernelTest
  void checkExplainsWhatBecameOfAMethod() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run(
            "check", "--explain", "--linux", "6.12", source("Counter.java", COUNTER));
    assertThat(keelson.out()).contains("Counter").contains("instructions").contains("of stack");
    assertThat(keelson.status()).isZero();
  }

  @KernelTest
  void aLinuxThatIsTooOldToCompileForIsAMistake() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run("check", "--linux", "5.10", source("Counter.java", COUNTER));
    assertThat(keelson.err()).contains("--linux is 5.15 or newer, not 5.10.");
    assertThat(keelson.status()).isEqualTo(2);
  }

  @KernelTest
  void checkNamesLineRuleAndRemedy() throws Exception {
    String floating = COUNTER.replace("count + 1", "(long) (count * 1.5)");
    KeelsonProcess keelson = KeelsonProcess.run("check", source("Counter.java", floating));
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.out()).startsWith("Counter.java:16: error[floating-point]: ");
    assertThat(keelson.err()).doesNotContain("\tat ");
  }

  @KernelTest
  void compileWritesAnObjectThatLibbpfLoads() throws Exception {
    Path object = folder.resolve("counter.bpf.o");
    KeelsonProcess keelson =
        KeelsonProcess.run(
            "compile", source("Counter.java", COUNTER), "--set", "KEY=7", "-o", object + "");
    assertThat(keelson.err()).contains("counter.bpf.o: 1 programs, 4 maps, ");
    assertThat(keelson.status()).isZero();
    assertThat(Bpftool.loadAll(Files.readAllBytes(object)).programs()).contains("pinned executed");
  }

  @KernelTest
  void compileTakesAClassByNameFromAClassPath() throws Exception {
    Path object = folder.resolve("turns.bpf.o");
    KeelsonProcess keelson =
        KeelsonProcess.run(
            "compile",
            "-cp",
            System.getProperty("jdk.module.path"),
            "dev.keelson.latency.program.ThreadTurns",
            "-o",
            object + "");
    assertThat(keelson.status()).as(keelson.err()).isZero();
    assertThat(Bpftool.loadAll(Files.readAllBytes(object)).programs()).contains("pinned switched");
  }

  @Test
  void aClassThatIsNotOnTheClassPathIsNamed() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run("compile", "-cp", folder + "", "no.Such", "-o", folder + "/no.o");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("there is no class no.Such in " + folder);
  }

  @Test
  void whatJavacRefusesIsShownAsJavacSaysIt() throws Exception {
    String broken = COUNTER.replace("task.tgid()", "task.tgidd()");
    KeelsonProcess keelson = KeelsonProcess.run("run", source("Counter.java", broken));
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("Counter.java:17: error: cannot find symbol");
  }

  @Test
  void aClassWithoutAttachPointsIsNoProgram() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run("run", source("Plain.java", "final class Plain {}"));
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("no kernel-side class", "@BtfTracepoint");
  }

  @Test
  void aPlaceThatIsNotThereIsNamed() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("check", folder + "/nothing.jar");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("there is no " + folder + "/nothing.jar");
  }

  @Test
  void whatIsNoJarIsNamed() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("check", source("broken.jar", "no zip"));
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("cannot read classes from " + folder + "/broken.jar");
  }

  @Test
  void whatIsNoClassFileIsNamed() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("run", source("Broken.class", "no class"));
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains(folder + "/Broken.class is no class file");
  }

  @KernelTest
  void aSettingThatIsNotThereIsAnsweredWithThoseThatAre() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run("run", "--set", "KEI=3", source("Counter.java", COUNTER));
    assertThat(keelson.status()).isEqualTo(2);
    assertThat(keelson.err()).contains("no Setting KEI", "[KEY]");
  }

  @KernelTest
  void runShowsEventsPrintedLinesAndMaps() throws Exception {
    // the shell executes `date` while Keelson runs, until Keelson has seen it
    KeelsonProcess keelson =
        KeelsonProcess.shell(
            """
            "$@" >%1$s/out & keelson=$!
            until grep -q '^Executed' %1$s/out; do date >/dev/null; done
            kill -TERM $keelson; wait $keelson; status=$?; cat %1$s/out; exit $status\
            """
                .formatted(folder),
            "run",
            "--set",
            "KEY=7",
            source("Counter.java", COUNTER));
    assertThat(keelson.status()).isZero();
    assertThat(keelson.out())
        .containsPattern("Executed  pid \\d+")
        .containsPattern("executed \\d+")
        .containsPattern("COUNTS: 1 entries\n  7 +\\d+");
  }

  @KernelTest
  void btfJavaPrintsAnInterfaceThatCompiles() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run("bpf", "btf", "java", "task_struct", "pid", "tgid", "__state");
    assertThat(keelson.status()).isZero();
    assertThat(keelson.out())
        .contains("@KernelStruct(\"task_struct\")", "int pid();", "@Field(\"__state\")");
    // javac takes it: what is missing is only a method at an attach point
    KeelsonProcess compiled = KeelsonProcess.run("check", source("Task.java", keelson.out()));
    assertThat(compiled.err()).contains("no kernel-side class");
  }

  @KernelTest(since = "6.9")
  void btfJavaPrintsFunctionsThatCompile() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run(
            "bpf", "btf", "java", "--kfunc", "bpf_task_from_pid", "bpf_task_under_cgroup");
    assertThat(keelson.status()).isZero();
    assertThat(keelson.out())
        .contains(
            "interface Task extends AutoCloseable",
            "@KernelFunction(\"bpf_task_release\")",
            "static Task taskFromPid(int pid)",
            "static long taskUnderCgroup(Task task, Cgroup ancestor)");
    String program =
        keelson
            .out()
            .replace("import dev.keelson.program.KernelStruct;", IMPORTS)
            .replace("  private KernelFunctions() {}", PROGRAM);
    KeelsonProcess checked =
        KeelsonProcess.run("check", "--linux", "6.9", source("KernelFunctions.java", program));
    assertThat(checked.out()).doesNotContain("error");
    assertThat(checked.status()).isZero();
    assertThat(KeelsonProcess.run("bpf", "btf", "java", "--kfunc", "bpf_task_from_pit").err())
        .contains("this kernel has no function bpf_task_from_pit; it has bpf_task_from_pid");
    assertThat(KeelsonProcess.run("bpf", "btf", "java", "--kfunc", "schedule").err())
        .contains("programs cannot call the function schedule of this kernel");
  }

  private static final String IMPORTS =
      """
      import dev.keelson.program.BtfTracepoint;
      import dev.keelson.program.Kernel;
      import dev.keelson.program.KernelStruct;
      """;

  private static final String PROGRAM =
      """
        private KernelFunctions() {}

        @BtfTracepoint("sched_process_exit")
        static void ended(Task ending) {
          try (Task first = taskFromPid(1)) {
            Kernel.print("{}", first == null ? 0 : 1);
          }
        }
      """;

  @KernelTest
  void withoutFieldsAStructIsListed() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("bpf", "btf", "java", "task_struct");
    assertThat(keelson.status()).isZero();
    assertThat(keelson.out())
        .containsPattern("(?m)^pid +pid_t$")
        .containsPattern("(?m)^comm +char");
  }

  @KernelTest
  void aStructThatIsNotThereIsAnsweredWithCloseOnes() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("bpf", "btf", "java", "task_strukt");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("no struct or union task_strukt; it has task_struct");
  }

  @KernelTest
  void aFieldThatIsNotThereIsAnsweredWithCloseOnes() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("bpf", "btf", "java", "task_struct", "pidd");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("pidd", "pid").doesNotContain("\tat ");
  }

  @KernelTest
  void doctorSaysThatThisMachineIsReady() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("doctor");
    assertThat(keelson.out()).contains("loads and attaches", "Ready: ./keelson latency");
    assertThat(keelson.status()).isZero();
  }

  private String source(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
