package dev.keelson.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.keelson.testkit.KernelTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** JVMs in every position: of others, in containers, early, late, deaf and dying. */
class JvmObservationKernelTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Path HOME = Path.of(System.getProperty("java.home"));

  private final List<JvmEvent> events = Collections.synchronizedList(new ArrayList<>());

  @TempDir private Path folder;

  @BeforeEach
  void compile() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    SubjectJvm.compile(folder);
  }

  private JvmObservation observe(int pid) {
    return JvmObservation.open(pid, ObservationSettings.STANDARD, events::add);
  }

  /** Both channels tell: a collection by the probes, a park by the recorder. */
  private void tellsEverything(SubjectJvm subject) throws Exception {
    try (JvmObservation jvm = observe(subject.pid())) {
      assertThat(jvm.awaitOpen(LONG)).isTrue();
      assertThat(jvm.missing()).isEmpty();
      assertThat(subject.does("collect")).isEqualTo("collected");
      String park = subject.does("park 50");
      assertThat(jvm.finish(LONG)).isTrue();
      assertThat(events).anyMatch(it -> it instanceof JvmEvent.Stop stop && stop.collection());
      long begin = Long.parseLong(park.split(" ", -1)[0]);
      int main = subject.mainThread();
      assertThat(events)
          .anyMatch(it ->
              it instanceof JvmEvent.Activity activity
                  && activity.kind() == JvmEvent.Kind.PARK
                  && activity.tid() == main
                  && Math.abs(activity.startNanos() - begin) < 10_000_000);
    }
  }

  @KernelTest(needs = "/usr/bin/setpriv")
  void theJvmOfAnotherUserIsObserved() throws Exception {
    List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    for (Path home : SubjectJvm.homes()) {
      try (SubjectJvm subject = SubjectJvm.start(nobody, home, folder, List.of())) {
        tellsEverything(subject);
      }
    }
  }

  @KernelTest(needs = "/usr/bin/unshare")
  void aJvmWithItsOwnProcessNumbersAndMountsIsObserved() throws Exception {
    List<String> contained = List.of("unshare", "--pid", "--fork", "--mount", "--mount-proc");
    for (Path home : SubjectJvm.homes()) {
      try (SubjectJvm subject = SubjectJvm.start(contained, home, folder, List.of())) {
        assertThat(JvmProcess.read(subject.pid(), "status").orElseThrow())
            .containsPattern("NSpid:\t" + subject.pid() + "\t1\n");
        tellsEverything(subject);
      }
    }
  }

  @KernelTest
  void aProcessThatBecomesAJvmLaterIsObservedThen() throws Exception {
    Path gate = folder.resolve("gate");
    Process shell =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "until [ -e %s ]; do sleep 0.05; done; exec %s/bin/java -cp %s Subject"
                    .formatted(gate, HOME, folder))
            .start();
    try (JvmObservation jvm = observe(Math.toIntExact(shell.pid()))) {
      assertThat(jvm.isJvm()).isFalse();
      assertThat(jvm.awaitOpen(Duration.ofMillis(1))).isFalse();
      Files.createFile(gate);
      assertThat(jvm.awaitOpen(LONG)).isTrue();
      assertThat(jvm.missing()).isEmpty();
      assertThat(jvm.threads()).anyMatch(thread -> thread.role() == ThreadRole.VM);
      assertThat(shell.isAlive()).isTrue();
    } finally {
      shell.destroyForcibly().onExit().join();
    }
  }

  @KernelTest
  void aJvmThatIsKilledEndsTheObservationAndNothingElse() throws Exception {
    try (SubjectJvm subject = SubjectJvm.start(HOME, folder, List.of());
        JvmObservation jvm = observe(subject.pid())) {
      assertThat(jvm.awaitOpen(LONG)).isTrue();
      subject.kill();
      assertThat(jvm.finish(LONG)).isFalse();
      assertThat(jvm.threads()).isEmpty();
    }
  }

  @KernelTest
  void aJvmThatEndsBeforeItAnswersIsToldInASentence() throws Exception {
    try (SubjectJvm subject = SubjectJvm.start(HOME, folder, List.of())) {
      String pid = Integer.toString(subject.pid());
      assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
      try (JvmObservation jvm = observe(subject.pid())) {
        assertThat(jvm.isJvm()).isTrue();
        subject.kill();
        assertThat(jvm.awaitOpen(LONG)).isTrue();
        assertThat(jvm.missing())
            .extracting(Missing::what, Missing::why)
            .contains(tuple("flight recorder", "the JVM ended before its recorder had started"));
      }
    }
  }

  @KernelTest
  void recordingsOfOthersGoOnAndLeftOnesOfOursAreStopped() throws Exception {
    Set<Path> before = Set.copyOf(plans());
    for (Path home : SubjectJvm.homes()) {
      try (SubjectJvm subject = SubjectJvm.start(home, folder, List.of())) {
        int pid = subject.pid();
        for (String name : List.of("theirs", "keelson-4194305-7-1")) { // beyond any pid
          assertThat(SubjectJvm.jcmd(home, pid, "JFR.start", "name=" + name, "settings=none"))
              .contains("Started recording");
        }
        try (JvmObservation jvm = observe(pid)) {
          assertThat(jvm.awaitOpen(LONG)).isTrue();
          assertThat(recordings(home, pid))
              .contains("theirs")
              .contains("keelson-" + ProcessHandle.current().pid())
              .doesNotContain("keelson-4194305");
        }
        assertThat(recordings(home, pid)).contains("theirs").doesNotContain("keelson");
        assertThat(before).containsAll(plans());
      }
    }
  }

  @KernelTest
  void anObserverThatIsEndedLeavesNoRecordingBehind() throws Exception {
    try (SubjectJvm subject = SubjectJvm.start(HOME, folder, List.of())) {
      Process observer = observer(subject.pid());
      try (BufferedReader said = observer.inputReader()) {
        assertThat(said.readLine()).startsWith("open after").endsWith("ms[]");
        assertThat(recordings(HOME, subject.pid())).contains("keelson-" + observer.pid());
        observer.destroy(); // SIGTERM; Ctrl-C takes the same way
        observer.onExit().join();
        assertThat(recordings(HOME, subject.pid())).contains("No available recordings");
      } finally {
        observer.destroyForcibly().onExit().join();
      }
    }
  }

  @KernelTest
  void aJvmThatIsKilledLeavesNoFilesOfItsRecordingBehind() throws Exception {
    try (SubjectJvm subject = SubjectJvm.start(HOME, folder, List.of())) {
      String id = "_" + subject.pid();
      try (JvmObservation jvm = observe(subject.pid())) {
        assertThat(jvm.awaitOpen(LONG)).isTrue();
        assertThat(repositories(id)).hasSize(1);
        subject.kill();
      }
      assertThat(repositories(id)).isEmpty();
    }
  }

  @KernelTest
  void filesOfARecordingThatWasThereBeforeAreLeftToItsOwner() throws Exception {
    try (SubjectJvm subject = SubjectJvm.start(HOME, folder, List.of())) {
      String id = "_" + subject.pid();
      assertThat(SubjectJvm.jcmd(HOME, subject.pid(), "JFR.start", "settings=none"))
          .contains("Started recording");
      try (JvmObservation jvm = observe(subject.pid())) {
        assertThat(jvm.awaitOpen(LONG)).isTrue();
        subject.kill();
      }
      List<Path> left = repositories(id);
      assertThat(left).hasSize(1);
      try (Stream<Path> files = Files.list(left.getFirst())) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(left.getFirst());
    }
  }

  /** The files that tell a recorder what to record. */
  private static List<Path> plans() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/tmp"))) {
      return files.filter(it -> it.getFileName().toString().matches("keelson-\\d+\\.jfc")).toList();
    }
  }

  /** The recorder's folders of a process: DATE_TIME_PID. */
  private static List<Path> repositories(String end) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/tmp"))) {
      return files
          .filter(Files::isDirectory)
          .filter(it -> it.getFileName().toString().matches("\\d{4}(_\\d\\d){5}" + end))
          .toList();
    }
  }

  private static Process observer(int pid) throws IOException {
    String modules = System.getProperty("jdk.module.path");
    String classes = "target/test-classes:" + modules + ":" + System.getProperty("java.class.path");
    return new ProcessBuilder(
            HOME.resolve("bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classes,
            "dev.keelson.jvm.ObserverMain",
            Integer.toString(pid))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String recordings(Path home, int pid) throws IOException {
    return SubjectJvm.jcmd(home, pid, "JFR.check");
  }

  @KernelTest
  void aJvmThatTakesNoCommandsIsNotDisturbed() throws Exception {
    try (SubjectJvm subject =
            SubjectJvm.start(HOME, folder, List.of("-XX:+DisableAttachMechanism"));
        JvmObservation jvm = observe(subject.pid())) {
      assertThat(jvm.awaitOpen(LONG)).isTrue();
      assertThat(jvm.missing())
          .containsExactly(
              new Missing(
                  "flight recorder",
                  "the JVM was started with -XX:+DisableAttachMechanism; start it without",
                  "what threads parked, waited and locked for, what was read, written, compiled and"
                      + " loaded, and who held up a safepoint"));
      // A dump of its threads, which the signal would have made, would be the answer here.
      assertThat(subject.does("collect")).isEqualTo("collected");
      assertThat(jvm.finish(LONG)).isTrue();
      assertThat(events).anyMatch(it -> it instanceof JvmEvent.Stop stop && stop.collection());
    }
  }

  @KernelTest
  void aJvmWithoutSignalHandlersListensFromTheBeginning() throws Exception {
    try (SubjectJvm subject = SubjectJvm.start(HOME, folder, List.of("-Xrs"))) {
      tellsEverything(subject);
    }
  }

  @KernelTest
  void aProcessThatTheSignalWouldEndIsNotSentIt() throws Exception {
    Process sleeper = new ProcessBuilder("/bin/sleep", "1000").start();
    try {
      JvmProcess process = new JvmProcess(Math.toIntExact(sleeper.pid()), Path.of("/bin/sleep"), 0);
      assertThat(AttachSocket.isReady(process)).isFalse();
      assertThatThrownBy(() -> AttachSocket.open(process, LONG))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "the JVM does not handle SIGQUIT, by which it is asked to listen: it is just"
                  + " starting");
      assertThat(sleeper.isAlive()).isTrue();
    } finally {
      sleeper.destroyForcibly().onExit().join();
    }
  }

  @KernelTest
  void whatTheJvmRefusesIsGivenInItsOwnWords() throws Exception {
    try (SubjectJvm subject = SubjectJvm.start(HOME, folder, List.of())) {
      JvmProcess process = JvmProcess.find(subject.pid()).orElseThrow();
      AttachSocket attached = AttachSocket.open(process, LONG);
      assertThatThrownBy(() -> attached.command("JFR.nonsense"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the JVM refuses \"JFR.nonsense\": ")
          .hasMessageContaining("Unknown diagnostic command");
      assertThat(attached.command("VM.version")).contains(Runtime.version().toString());
    }
  }
}
