package dev.keelson.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keelson.testkit.KernelTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder of another JVM tells, and what that JVM's own threads have measured. */
class FlightRecorderKernelTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  // Between the subject's own reading of the clock and the recorder's lie a few calls, and now and
  // then another thread that has the CPU.
  private static final long NEAR_NANOS = 10_000_000;
  private static final long MOSTLY_NEAR_NANOS = 200_000;

  /** Begin and end on CLOCK_MONOTONIC, as the subject answers. */
  private record Measured(long begin, long end) {
    static Measured of(String answer) {
      String[] words = answer.split(" ", -1);
      return new Measured(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }
  }

  private static JvmEvent.Activity one(
      List<JvmEvent> events, JvmEvent.Kind kind, Measured measured) {
    List<JvmEvent.Activity> found =
        events.stream()
            .filter(JvmEvent.Activity.class::isInstance)
            .map(JvmEvent.Activity.class::cast)
            .filter(it -> it.kind() == kind)
            .filter(it -> Math.abs(it.startNanos() - measured.begin()) < NEAR_NANOS)
            .toList();
    assertThat(found).as("%s at %s in %s", kind, measured, events).hasSize(1);
    JvmEvent.Activity activity = found.getFirst();
    assertThat(activity.startNanos()).isCloseTo(measured.begin(), within(NEAR_NANOS));
    assertThat(activity.endNanos()).isCloseTo(measured.end(), within(NEAR_NANOS));
    return activity;
  }

  private void tells(Path home, Path folder) throws Exception {
    List<JvmEvent> events = Collections.synchronizedList(new ArrayList<>());
    try (SubjectJvm subject = SubjectJvm.start(home, folder, List.of());
        JvmObservation jvm =
            JvmObservation.open(subject.pid(), ObservationSettings.STANDARD, events::add)) {
      assertThat(jvm.awaitOpen(LONG)).isTrue();
      assertThat(jvm.missing()).isEmpty();
      assertThat(subject.does("collect")).isEqualTo("collected");
      Measured park = Measured.of(subject.does("park 60"));
      Measured contention = Measured.of(subject.does("contend 70"));
      List<Measured> naps = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        naps.add(Measured.of(subject.does("nap 20")));
      }
      assertThat(jvm.finish(LONG)).isTrue();

      JvmEvent.Activity parked = one(events, JvmEvent.Kind.PARK, park);
      assertThat(parked.detail()).isEqualTo("java.lang.Class");
      assertThat(parked.tid()).isEqualTo(subject.mainThread());
      JvmEvent.Activity entered = one(events, JvmEvent.Kind.MONITOR_ENTER, contention);
      assertThat(entered.detail()).isEqualTo("Subject");
      assertThat(entered.tid()).isEqualTo(subject.mainThread());
      assertThat(entered.otherTid()).isPositive().isNotEqualTo(entered.tid());
      List<Long> late = new ArrayList<>();
      for (Measured nap : naps) {
        JvmEvent.Activity slept = one(events, JvmEvent.Kind.SLEEP, nap);
        assertThat(slept.tid()).isEqualTo(subject.mainThread());
        late.add(Math.abs(slept.endNanos() - nap.end()));
      }
      Collections.sort(late);
      assertThat(late.get(late.size() / 2)).isLessThan(MOSTLY_NEAR_NANOS);
      assertThat(jvm.recorderResidualP99Nanos().orElseThrow()).isLessThan(100_000);
    }
  }

  @KernelTest
  void waitsOfThreadsAreToldOnOurClock(@TempDir Path folder) throws Exception {
    SubjectJvm.compile(folder);
    for (Path home : SubjectJvm.homes()) {
      tells(home, folder);
    }
  }

  @KernelTest
  void withoutProbesTheRecorderTellsTheStops(@TempDir Path folder) throws Exception {
    SubjectJvm.compile(folder);
    for (Path home : SubjectJvm.homes()) {
      Path log = folder.resolve(home.getFileName() + ".log");
      List<JvmEvent> events = Collections.synchronizedList(new ArrayList<>());
      try (SubjectJvm subject =
          SubjectJvm.start(home, folder, List.of("-XX:+UseSerialGC", SafepointLog.option(log)))) {
        JvmProcess process = JvmProcess.find(subject.pid()).orElseThrow();
        try (FlightRecorder recorder =
            new FlightRecorder(
                process,
                new RecorderClock(),
                new ThreadNumbers(process.pid()),
                ObservationSettings.STANDARD,
                true,
                events::add)) {
          assertThat(subject.does("collect")).isEqualTo("collected");
          long until = System.nanoTime();
          SubjectJvm.await(
              "the recording to come so far", () -> recorder.completeUntilNanos() > until);
        }
      }
      JvmEvent.Stop stop =
          events.stream()
              .filter(JvmEvent.Stop.class::isInstance)
              .map(JvmEvent.Stop.class::cast)
              .filter(JvmEvent.Stop::collection)
              .findFirst()
              .orElseThrow();
      SafepointLog.Logged witness =
          SafepointLog.read(log).stops().stream()
              .filter(it -> it.operation().equals(stop.operation()))
              .findFirst()
              .orElseThrow();
      assertThat(stop.startNanos()).isCloseTo(witness.startNanos(), within(NEAR_NANOS));
      assertThat(stop.endNanos() - stop.startNanos())
          .isCloseTo(witness.totalNanos(), within(NEAR_NANOS));
    }
  }
}
