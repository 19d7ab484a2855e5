package dev.keelson.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HotSpot's threads read from outside, and as the JVM prints them. */
class HotSpotThreadsTest {
  @TempDir private Path folder;

  @BeforeEach
  void compile() throws Exception {
    SubjectJvm.compile(folder);
  }

  private static HotSpotThreads open(int pid) throws IOException {
    return HotSpotThreads.open(JvmProcess.find(pid).orElseThrow(), new ThreadNumbers(pid));
  }

  @Test
  void everyJavaThreadIsWhereTheJvmPrintsIt() throws Exception {
    for (Path home : SubjectJvm.homes()) {
      try (SubjectJvm subject = SubjectJvm.start(home, folder, List.of());
          HotSpotThreads threads = open(subject.pid())) {
        assertThat(subject.does("crowd 500")).isEqualTo("crowded");
        List<HotSpotThreads.Place> printed =
            ThreadDump.of(home, subject.pid()).threads().stream()
                .filter(ThreadDump.Printed::isJava)
                .map(it -> new HotSpotThreads.Place(it.tid(), it.address()))
                .toList();
        assertThat(printed).hasSizeGreaterThan(500);
        assertThat(threads.read()).containsExactlyInAnyOrderElementsOf(printed);
      }
    }
  }

  @Test
  void theNumberThatAPlatformThreadRunsIsItsOwn() throws Exception {
    Path home = SubjectJvm.homes().getFirst();
    try (SubjectJvm subject = SubjectJvm.start(home, folder, List.of());
        HotSpotThreads threads = open(subject.pid())) {
      assertThat(threads.mountedThreadOffset()).isPresent();
      for (ThreadDump.Printed it : ThreadDump.of(home, subject.pid()).threads()) {
        if (it.isJava()) {
          assertThat(threads.mountedThread(new HotSpotThreads.Place(it.tid(), it.address())))
              .as(it.name())
              .isEqualTo(it.number());
        }
      }
    }
  }

  @Test
  void theNumberThatACarrierRunsIsTheVirtualThreads() throws Exception {
    try (SubjectJvm subject = SubjectJvm.start(SubjectJvm.homes().getFirst(), folder, List.of());
        HotSpotThreads threads = open(subject.pid())) {
      long number = Long.parseLong(subject.does("spin 20000"));
      SubjectJvm.await(
          "the virtual thread to be mounted",
          () -> threads.read().stream().anyMatch(it -> threads.mountedThread(it) == number));
      HotSpotThreads.Place carrier =
          threads.read().stream()
              .filter(it -> threads.mountedThread(it) == number)
              .findFirst()
              .orElseThrow();
      assertThat(
              Files.readString(
                  Path.of("/proc/%d/task/%d/comm".formatted(subject.pid(), carrier.tid()))))
          .startsWith("ForkJoinPool-1-");
      subject.kill();
    }
  }

  @Test
  void aListThatChangesAllTheTimeIsReadOrNot() throws Exception {
    for (Path home : SubjectJvm.homes()) {
      try (SubjectJvm subject = SubjectJvm.start(home, folder, List.of());
          HotSpotThreads threads = open(subject.pid())) {
        assertThat(subject.does("crowd 200")).isEqualTo("crowded");
        Set<HotSpotThreads.Place> settled = new HashSet<>(threads.read());
        assertThat(settled).hasSizeGreaterThan(200);
        subject.says("churn 1000");
        int read = 0;
        for (int i = 0; i < 100; i++) {
          List<HotSpotThreads.Place> now = threads.read();
          if (!now.isEmpty()) {
            read++;
            assertThat(now).containsAll(settled);
            assertThat(now).extracting(HotSpotThreads.Place::tid).doesNotHaveDuplicates();
            assertThat(now).extracting(HotSpotThreads.Place::address).doesNotHaveDuplicates();
          }
        }
        assertThat(subject.answer()).startsWith("churned");
        assertThat(read).isPositive();
        subject.kill();
        assertThat(threads.read()).isEmpty();
        assertThat(threads.mountedThread(settled.iterator().next())).isZero();
      }
    }
  }

  @Test
  void aFileThatIsNoHotSpotIsSaidToBeNone() {
    int self = (int) ProcessHandle.current().pid();
    JvmProcess none = new JvmProcess(self, Path.of("/bin/sleep"), 0);

    assertThatThrownBy(() -> HotSpotThreads.open(none, new ThreadNumbers(self)))
        .isInstanceOf(IOException.class)
        .hasMessage("/bin/sleep has no gHotSpotVMStructs: it is no HotSpot JVM");
  }

  @Test
  void everyThreadOfEveryCollectorHasItsRole() throws Exception {
    for (Path home : SubjectJvm.homes()) {
      for (String collector : List.of("Serial", "Parallel", "G1", "Z", "Shenandoah")) {
        everyThreadHasItsRole(home, collector);
      }
    }
  }

  private void everyThreadHasItsRole(Path home, String collector) throws Exception {
    try (SubjectJvm subject =
            SubjectJvm.start(home, folder, List.of("-Xmx128m", "-XX:+Use" + collector + "GC"));
        JvmObservation jvm =
            JvmObservation.open(
                subject.pid(), ObservationSettings.STANDARD.withoutFlightRecorder(), event -> {})) {
      assertThat(subject.does("crowd 3")).isEqualTo("crowded");
      assertThat(subject.does("collect")).isEqualTo("collected");
      List<ThreadDump.Printed> printed = ThreadDump.of(home, subject.pid()).threads();
      List<JvmThread> threads = jvm.threads();
      assertThat(threads).extracting(JvmThread::role).contains(ThreadRole.VM);
      for (ThreadDump.Printed it : printed) {
        String which = home.getFileName() + " " + collector + ": " + it.name();
        ThreadRole role =
            threads.stream()
                .filter(thread -> thread.tid() == it.tid())
                .map(JvmThread::role)
                .findFirst()
                .orElse(ThreadRole.of(it.name())); // it has started or ended between the two
        assertThat(role).as(which).isEqualTo(ThreadRole.of(it.name()));
        // What runs no Java is the JVM's own; of what does, only these run the program's.
        boolean program = it.name().equals("main") || it.name().startsWith("one-of-a-crowd");
        assertThat(role == ThreadRole.APPLICATION).as(which).isEqualTo(program);
        if (!it.isJava() && !it.name().startsWith("VM")) {
          assertThat(role).as(which).isEqualTo(ThreadRole.COLLECTOR);
        }
        if (it.name().contains("Compiler")) {
          assertThat(role).as(which).isEqualTo(ThreadRole.COMPILER);
        }
      }
    }
  }
}
