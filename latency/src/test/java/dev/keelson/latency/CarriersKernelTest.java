package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jvm.HotSpotThreads;
import dev.keelson.jvm.JvmObservation;
import dev.keelson.jvm.ObservationSettings;
import dev.keelson.latency.fact.Turn;
import dev.keelson.testkit.KernelTest;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class CarriersKernelTest {
  // Found once a second.
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  @KernelTest
  void aCarrierThatBlocksSaysWhichVirtualThreadItCarries() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    // Reading a file keeps the carrier.
    Thread reader = Thread.ofVirtual().start(() -> readAll(pipe));
    int pid = (int) ProcessHandle.current().pid();
    try (FileOutputStream writer = new FileOutputStream(pipe.toFile());
        Watch watch = Watch.of(pid);
        JvmObservation jvm =
            JvmObservation.open(
                pid, ObservationSettings.STANDARD.withoutFlightRecorder(), _ -> {})) {
      HotSpotThreads threads = jvm.javaThreads().orElseThrow();
      Carriers carriers = new Carriers(watch.probe());
      Watch.await(
          () -> {
            carriers.look(threads, System.nanoTime());
            write(writer);
            return carriedBy(watch, reader.threadId()).size() > 3;
          },
          "no carrier told of virtual thread " + reader.threadId());

      assertThat(carriedBy(watch, reader.threadId()))
          .allSatisfy(turn ->
              assertThat(ProcessFiles.threadName(turn.tid())).startsWith("ForkJoinPool-1-"));
    }
    assertThat(reader.join(LIMIT)).isTrue();
  }

  private static List<Turn> carriedBy(Watch watch, long virtualThread) {
    return watch.turns().stream().filter(turn -> turn.virtualThread() == virtualThread).toList();
  }

  private static void readAll(Path pipe) {
    try (FileInputStream in = new FileInputStream(pipe.toFile())) {
      while (in.read() >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(FileOutputStream pipe) {
    try {
      pipe.write(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
