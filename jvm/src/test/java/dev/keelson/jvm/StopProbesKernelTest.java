package dev.keelson.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keelson.testkit.KernelTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** The stops that the probes tell, and the JVM's own log of them. */
class StopProbesKernelTest {
  private static final ObservationSettings PROBES =
      ObservationSettings.STANDARD.withoutFlightRecorder();

  private void stopsAreThoseOfTheLog(Path home, String collector, Path folder) throws Exception {
    Path log = folder.resolve(home.getFileName() + "-" + collector + ".log");
    List<JvmEvent> events = Collections.synchronizedList(new ArrayList<>());
    long begun;
    long ended;
    try (SubjectJvm subject =
        SubjectJvm.start(
            home,
            folder,
            List.of("-Xmx256m", "-XX:+Use" + collector + "GC", SafepointLog.option(log)))) {
      try (JvmObservation jvm = JvmObservation.open(subject.pid(), PROBES, events::add)) {
        assertThat(jvm.isJvm()).isTrue();
        assertThat(jvm.missing()).isEmpty();
        begun = System.nanoTime();
        assertThat(subject.does("allocate 1000")).isEqualTo("allocated");
        assertThat(subject.does("collect")).isEqualTo("collected");
        ended = System.nanoTime();
        assertThat(jvm.finish(Duration.ofSeconds(5))).isTrue();
        assertThat(jvm.lost()).isZero();
      }
    }
    List<SafepointLog.Logged> logged =
        SafepointLog.read(log).stops().stream()
            .filter(it -> it.startNanos() > begun && it.startNanos() + it.totalNanos() < ended)
            .toList();
    List<JvmEvent.Stop> stops =
        events.stream()
            .map(JvmEvent.Stop.class::cast)
            .filter(it -> it.startNanos() > begun && it.endNanos() < ended)
            .toList();
    String who = home.getFileName() + " " + collector;
    assertThat(stops).as(who).hasSameSizeAs(logged).hasSizeGreaterThan(2);
    assertThat(stops).as(who).anyMatch(JvmEvent.Stop::collection);
    for (int i = 0; i < stops.size(); i++) {
      JvmEvent.Stop stop = stops.get(i);
      SafepointLog.Logged witness = logged.get(i);
      String which = "%s, stop %d of %d: %s".formatted(who, i, stops.size(), witness);
      assertThat(stop.operation()).as(which).isEqualTo(witness.operation());
      near(which, stop.startNanos() - begun, witness.startNanos() - begun, witness.totalNanos());
      near(
          which,
          stop.stoppedNanos() - stop.startNanos(),
          witness.reachingNanos(),
          witness.totalNanos());
      near(which, stop.endNanos() - stop.startNanos(), witness.totalNanos(), witness.totalNanos());
    }
  }

  private static void near(String which, long actual, long expected, long totalNanos) {
    assertThat(actual).as(which).isCloseTo(expected, within(Math.max(totalNanos / 50, 50_000)));
  }

  @KernelTest
  void everyStopOfEveryCollectorIsTheOneThatTheJvmLogs(@TempDir Path folder) throws Exception {
    SubjectJvm.compile(folder);
    for (Path home : SubjectJvm.homes()) {
      for (String collector : List.of("Serial", "Parallel", "G1", "Z", "Shenandoah")) {
        stopsAreThoseOfTheLog(home, collector, folder);
      }
    }
  }

  @KernelTest
  void withoutSymbolsTheProbesAloneTellTheStops(@TempDir Path folder) throws Exception {
    SubjectJvm.compile(folder);
    Path log = folder.resolve("log");
    List<JvmEvent> events = new ArrayList<>();
    try (SubjectJvm subject =
        SubjectJvm.start(
            SubjectJvm.homes().getFirst(),
            folder,
            List.of("-XX:+UseSerialGC", SafepointLog.option(log)))) {
      JvmProcess process = JvmProcess.find(subject.pid()).orElseThrow();
      try (StopProbes probes = new StopProbes(process, Optional.empty(), Map.of())) {
        assertThat(probes.inexact().orElseThrow().why())
            .isEqualTo("the JVM's libjvm.so has no symbol table");
        assertThat(subject.does("collect")).isEqualTo("collected");
        assertThat(probes.drain(events::add)).isPositive();
      }
    }
    JvmEvent.Stop stop = (JvmEvent.Stop) events.getFirst();
    SafepointLog.Logged witness =
        SafepointLog.read(log).stops().stream()
            .filter(it -> Math.abs(it.startNanos() - stop.startNanos()) < 1_000_000)
            .findFirst()
            .orElseThrow();
    assertThat(stop.operation()).isEqualTo(witness.operation()).isEqualTo("SerialGCCollect");
    assertThat(stop.collection()).isTrue();
    // Late by what comes before and after the probes: far below a millisecond, but not bounded.
    assertThat(stop.endNanos() - stop.startNanos())
        .isBetween(witness.totalNanos() - 500_000, witness.totalNanos() + 5_000_000);
    assertThat(stop.stoppedNanos() - stop.startNanos())
        .isBetween(witness.reachingNanos() - 500_000, witness.reachingNanos() + 5_000_000);
  }
}
