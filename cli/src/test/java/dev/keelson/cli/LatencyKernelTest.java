package dev.keelson.cli;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.linux.Bpf;
import dev.keelson.linux.Errno;
import dev.keelson.linux.SyscallException;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** {@code keelson latency} as a process: its good days and its bad ones. */
class LatencyKernelTest {
  // enum bpf_cmd, include/uapi/linux/bpf.h
  private static final int BPF_PROG_GET_FD_BY_ID = 13;
  private static final long ATTR_BYTES = 16;

  private static final long PATIENCE_SECONDS = 60;
  private static final String SELF = Long.toString(ProcessHandle.current().pid());

  @TempDir Path folder;

  @KernelTest
  void aCommandIsMeasuredAndItsStatusPassedOn() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("latency", "--", "sh", "-c", "sleep 0.1; exit 7");
    assertThat(keelson.status()).isEqualTo(7);
    assertThat(keelson.out()).contains("Observer:", "0 lost");
    assertThat(keelson.err()).isEmpty();
  }

  @KernelTest
  void aRecordingIsExplainedAgain() throws Exception {
    Path recording = folder.resolve("sleep.rec");
    KeelsonProcess measured =
        KeelsonProcess.run(
            "latency",
            "--explain-over",
            "1us",
            "--record",
            recording.toString(),
            "--",
            "sh",
            "-c",
            "sleep 0.2");
    assertThat(measured.status()).isZero();
    assertThat(measured.err()).isEmpty();

    KeelsonProcess replayed =
        KeelsonProcess.run("latency", "replay", "--explain-over", "1us", recording.toString());
    assertThat(replayed.status()).isZero();
    assertThat(replayed.out())
        .contains(
            "sh -c sleep 0.2",
            "Every slow wait and pause above 1.00 us",
            "Not counted as slow",
            "cost not recorded");
    assertThat(whyOf(replayed)).isEqualTo(whyOf(measured));
  }

  private static String whyOf(KeelsonProcess keelson) {
    String out = keelson.out();
    return out.substring(out.indexOf("Why it was slow"), out.indexOf("All waits, in figures"))
        + out.substring(out.indexOf("Every slow wait and pause"), out.indexOf("Observer:"));
  }

  @KernelTest
  void whatIsNoRecordingIsNamed() throws Exception {
    KeelsonProcess text = KeelsonProcess.run("latency", "replay", "/etc/passwd");
    assertThat(text.status()).isEqualTo(1);
    assertThat(text.err()).contains("/etc/passwd", "is no recording").doesNotContain("\tat ");

    KeelsonProcess absent = KeelsonProcess.run("latency", "replay", "/no/such/file");
    assertThat(absent.status()).isEqualTo(1);
    assertThat(absent.err()).contains("there is no file /no/such/file").doesNotContain("\tat ");
  }

  @KernelTest
  void aRecordingHoldsOneMeasurement() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run("latency", "--record", folder.resolve("two.rec").toString());
    assertThat(keelson.status()).isEqualTo(2);
    assertThat(keelson.err()).contains("--record wants one target");
  }

  @KernelTest
  void aCommandThatASignalEndsPassesItOnAsShellsDo() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("latency", "sh", "-c", "kill -9 $$");
    assertThat(keelson.status()).isEqualTo(128 + 9);
  }

  @KernelTest
  void aCommandThatIsNotFoundIsNamed() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("latency", "--", "no-such-command");
    assertThat(keelson.status()).isEqualTo(127);
    assertThat(keelson.err()).contains("no-such-command", "was not found").doesNotContain("\tat ");
  }

  @KernelTest
  void aFileThatIsNoProgramIsNamed() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("latency", "--", "/etc/passwd");
    assertThat(keelson.status()).isEqualTo(126);
    assertThat(keelson.err()).contains("/etc/passwd").doesNotContain("\tat ");
  }

  @KernelTest
  void aProcessThatIsNotThereIsNamed() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("latency", "--pid", "999999999");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("999999999").doesNotContain("\tat ");
  }

  @KernelTest
  void aProcessThatEndsMidWayEndsTheMeasurement() throws Exception {
    Process target = new ProcessBuilder("sleep", "2").start();
    KeelsonProcess keelson =
        KeelsonProcess.run("latency", "--pid", Long.toString(target.pid()), "--duration", "50s");
    assertThat(keelson.status()).isZero();
    assertThat(keelson.out()).contains("Observer:");
  }

  @KernelTest
  void withoutCapabilitiesTheMissingOnesAreNamed() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.shell(
            "exec setpriv --bounding-set=-all --inh-caps=-all \"$@\"", "latency", "--pid", SELF);
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("EPERM", "CAP_BPF").doesNotContain("\tat ");
  }

  @KernelTest
  void aDiskThatIsFullIsAFailure() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run("latency", "--json", "/dev/full", "--", "sleep", "0.1");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("/dev/full", "No space left");
  }

  @KernelTest
  void jsonOnStandardOutputStandsAlone() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("latency", "--json", "-", "--", "sleep", "0.1");
    assertThat(keelson.status()).isZero();
    assertThat(keelson.out().strip()).startsWith("{").endsWith("}");
    assertThat(keelson.out()).contains("keelson.latency/1");
  }

  @KernelTest
  void ctrlCPrintsWhatWasMeasuredSoFar() throws Exception {
    Process keelson = start("latency", "--pid", SELF);
    try {
      await("the programs are attached", () -> !programs(keelson).isEmpty());
      signal("INT", keelson);
      assertThat(keelson.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(keelson.exitValue()).isZero();
      assertThat(Files.readString(folder.resolve("out"))).contains("Observer:");
    } finally {
      keelson.destroyForcibly();
    }
  }

  @KernelTest
  void nothingStaysInTheKernelAfterAKill() throws Exception {
    Process keelson = start("latency", "--all");
    try {
      await("three programs are loaded", () -> programs(keelson).size() >= 3);
    } catch (AssertionError e) {
      keelson.destroyForcibly();
      throw e;
    }
    List<Integer> loaded = programs(keelson);
    assertThat(loaded).allMatch(LatencyKernelTest::isLoaded);
    keelson.destroyForcibly().waitFor();
    // freed after an RCU grace period
    await("the kernel lets go", () -> loaded.stream().noneMatch(LatencyKernelTest::isLoaded));
  }

  @KernelTest
  void twoMeasurementsAtOnceBothSeeTheirOwn() throws Exception {
    Process other = start("latency", "--", "sleep", "1");
    KeelsonProcess keelson = KeelsonProcess.run("latency", "--", "sleep", "1");
    assertThat(other.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(keelson.status()).isZero();
    assertThat(other.exitValue()).isZero();
    assertThat(keelson.out()).contains("sleep").contains("0 lost");
    assertThat(Files.readString(folder.resolve("out"))).contains("sleep").contains("0 lost");
  }

  @KernelTest
  void withoutTheRightToCountRunsTheWaitsAreMeasuredAllTheSame() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.shell(
            "exec setpriv --bounding-set=-all,+bpf,+perfmon --inh-caps=-all \"$@\"",
            "latency",
            "--",
            "sleep",
            "0.1");
    assertThat(keelson.err()).isEmpty();
    assertThat(keelson.status()).isZero();
    assertThat(keelson.out()).contains("cost unknown", "CAP_SYS_ADMIN", "kernel.bpf_stats_enabled");
    TroubleshootingPage.explains(keelson.out());
  }

  @KernelTest
  void inAPidNamespaceOfItsOwnNothingIsMeasured() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.shell(
            "exec unshare --pid --fork --mount-proc \"$@\"", "latency", "--", "true");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.out()).isEmpty();
    assertThat(keelson.err()).contains("pid namespace", "--pid=host").doesNotContain("\tat ");
  }

  @KernelTest
  void aKernelWithoutTypesIsToldInASentence() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.shell(
            "exec unshare --mount sh -c 'mount -t tmpfs none /sys/kernel/btf && exec \"$@\"' sh \"$@\"",
            "latency",
            "--",
            "true");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err())
        .contains("/sys/kernel/btf/vmlinux", "CONFIG_DEBUG_INFO_BTF")
        .doesNotContain("java.", "\tat ");
  }

  @KernelTest
  void aDiskThatRunsFullLeavesTheOlderReport() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.shell(
            "exec unshare --mount bash -c 'mount -t tmpfs -o size=8k none "
                + folder
                + "; cd "
                + folder
                + "; echo older > report; head -c 4096 /dev/zero > rest;"
                + " \"$@\"; status=$?; cat report; ls -A; exit $status' bash \"$@\"",
            "latency",
            "--json",
            folder + "/report",
            "--",
            "true");
    assertThat(keelson.status()).isEqualTo(1);
    assertThat(keelson.err()).contains("No space left on device");
    assertThat(keelson.out()).contains("Observer:").endsWith("older\nreport\nrest\n");
  }

  @KernelTest
  void aRingThatOverflowsIsCountedAndShown() throws Exception {
    Process keelson = start("latency", "--pid", SELF);
    try {
      await("the programs are attached", () -> !programs(keelson).isEmpty());
      signal("STOP", keelson);
      switchToAndFro(70_000); // the ring has room for 87,000 turns
      signal("CONT", keelson);
      signal("TERM", keelson);
      assertThat(keelson.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(keelson.exitValue()).isZero();
      assertThat(Files.readString(folder.resolve("out")))
          .containsPattern("[1-9][0-9,]* lost")
          .contains("The waits of the lost events are missing above");
    } finally {
      keelson.destroyForcibly();
    }
  }

  @KernelTest
  void whatABudgetDoesNotAllowIsDroppedAndNamed() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.run("latency", "--max-overhead", "0.000001%", "--", "sleep", "8");
    assertThat(keelson.status()).isZero();
    // Lines are wrapped.
    assertThat(keelson.out().replaceAll("\\s+", " "))
        .contains(
            "Missing: time in interrupts (dropped after",
            "Missing: turns shorter than 100 us (dropped after",
            "Missing: causes (dropped after",
            "% of the CPU time, and may take 0.000001 %)");
  }

  @KernelTest
  void signalsThatComeTogetherAreOneRequest() throws Exception {
    // timeout(1) sends its signal to the process and again to its group
    Process keelson = start("latency", "--pid", SELF);
    try {
      await("the programs are attached", () -> !programs(keelson).isEmpty());
      KeelsonProcess.shell("kill -TERM %1$d; kill -TERM %1$d; true".formatted(keelson.pid()));
      assertThat(keelson.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(keelson.exitValue()).isZero();
      assertThat(Files.readString(folder.resolve("out"))).contains("Observer:");
    } finally {
      keelson.destroyForcibly();
    }
  }

  @KernelTest
  void aSecondSignalEndsTheCommandToo() throws Exception {
    Path told = folder.resolve("pid");
    String stubborn = "trap '' TERM; echo $$ > " + told + "; while :; do sleep 0.1; done";
    Process keelson = start("latency", "--", "sh", "-c", stubborn);
    try {
      await("the command runs", () -> Files.exists(told) && told.toFile().length() > 0);
      ProcessHandle command =
          ProcessHandle.of(Long.parseLong(Files.readString(told).strip())).orElseThrow();
      signal("TERM", keelson);
      assertThat(keelson.waitFor(400, TimeUnit.MILLISECONDS)).isFalse(); // a person's pause
      signal("TERM", keelson);
      assertThat(keelson.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(keelson.exitValue()).isEqualTo(128 + 15);
      TroubleshootingPage.explains(Files.readString(folder.resolve("err")));
      await("the command has ended", () -> !command.isAlive());
    } finally {
      keelson.destroyForcibly();
    }
  }

  private static void signal(String name, Process process) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  /** Makes two threads of this process wait for each other so often: two turns each time. */
  private static void switchToAndFro(int times) throws InterruptedException {
    Thread one = Thread.currentThread();
    AtomicInteger served = new AtomicInteger();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < times; i++) {
                while (served.get() != 2 * i + 1) {
                  LockSupport.park();
                }
                served.incrementAndGet();
                LockSupport.unpark(one);
              }
            });
    for (int i = 0; i < times; i++) {
      served.incrementAndGet();
      LockSupport.unpark(other);
      while (served.get() != 2 * i + 2) {
        LockSupport.park();
      }
    }
    other.join();
  }

  private Process start(String... words) throws IOException {
    return new ProcessBuilder(KeelsonProcess.commandLine(words))
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  /** Ids of the programs that are attached by links of the process: proc_pid_fdinfo(5). */
  private static List<Integer> programs(Process process) {
    List<Integer> ids = new ArrayList<>();
    try (Stream<Path> infos = Files.list(Path.of("/proc/" + process.pid() + "/fdinfo"))) {
      for (Path info : infos.toList()) {
        ids.addAll(linked(info));
      }
    } catch (IOException e) {
      throw new AssertionError("keelson has ended early", e);
    }
    return ids;
  }

  private static List<Integer> linked(Path info) {
    List<String> lines;
    try {
      lines = Files.readAllLines(info);
    } catch (IOException e) {
      return List.of(); // closed meanwhile: before it was opened, or between that and the read
    }
    return lines.stream().noneMatch(line -> line.startsWith("link_type:"))
        ? List.of()
        : lines.stream()
            .filter(line -> line.startsWith("prog_id:"))
            .map(line -> Integer.valueOf(line.substring("prog_id:".length()).strip()))
            .toList();
  }

  private static boolean isLoaded(int programId) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(ATTR_BYTES);
      attr.set(JAVA_INT, 0, programId);
      Bpf.open(BPF_PROG_GET_FD_BY_ID, attr, "BPF_PROG_GET_FD_BY_ID").close();
      return true;
    } catch (SyscallException e) {
      assertThat(e.errno()).isEqualTo(Errno.ENOENT);
      return false;
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long started = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - started)
          .as(what)
          .isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
