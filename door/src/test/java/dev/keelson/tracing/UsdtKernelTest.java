package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.UprobeTarget;
import dev.keelson.program.Kernel;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Usdt;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Static probes: every form of argument in a program made for it, and the JVM's own. */
class UsdtKernelTest {
  private static final Path LIBJVM =
      Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");

  static final class Passed {
    record Seen(
        long narrowSigned,
        long narrow,
        long octet,
        int constant,
        long memory,
        int memorySigned,
        long indexed,
        int half) {}

    static final RingBuffer<Seen> SEEN = Maps.ringBuffer(4096);

    private Passed() {}

    @Usdt(provider = "keelson", probe = "passed")
    static void passed(
        long narrowSigned,
        long narrow,
        long octet,
        int constant,
        long memory,
        int memorySigned,
        long indexed,
        int half) {
      SEEN.emit(
          new Seen(narrowSigned, narrow, octet, constant, memory, memorySigned, indexed, half));
    }
  }

  @KernelTest(needs = "/lib64/ld-linux-x86-64.so.2")
  void everyFormOfArgumentIsReadAndTheSemaphoreRaised(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("probed");
    ProbedExecutable.write(file);
    assertThat(new ProcessBuilder(file.toString()).start().waitFor()).isZero();
    try (LoadedProgram loaded = Keelson.program(Passed.class, MethodHandles.lookup()).load();
        EventRing<Passed.Seen> ring = loaded.ring(Passed.SEEN)) {
      try (Attachment _ = loaded.attach("passed", file, UprobeTarget.ANY_PROCESS)) {
        assertThat(new ProcessBuilder(file.toString()).start().waitFor()).isOne();
      }
      List<Passed.Seen> seen = new ArrayList<>();
      assertThat(ring.poll(Duration.ofSeconds(30), seen::add)).isOne();
      assertThat(seen)
          .containsExactly(
              new Passed.Seen(
                  -5,
                  0xffff_fffbL,
                  0xfb,
                  -9,
                  0x1122_3344_5566_7788L,
                  -7,
                  0x1122_3344_5566_7788L,
                  0x7788));
      assertThat(new ProcessBuilder(file.toString()).start().waitFor()).isZero();
      assertThat(ring.poll(Duration.ofMillis(1), seen::add)).isZero();
    }
  }

  static final class JvmProbes {
    record Collection(int process, int full) {}

    static final RingBuffer<Collection> BEGUN = Maps.ringBuffer(4096);

    private JvmProbes() {}

    @Usdt(provider = "hotspot", probe = "gc__begin")
    static void begun(int full) {
      BEGUN.emit(new Collection(Kernel.processId(), full));
    }

    @Usdt(provider = "hotspot", probe = "gc__end")
    static void ended(int nothing) {
      BEGUN.emit(new Collection(nothing, 0));
    }

    @Usdt(provider = "hotspot", probe = "no__such")
    static void none() {}
  }

  @KernelTest
  void theJvmTellsOfItsCollections() throws Exception {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    try (LoadedProgram loaded = Keelson.program(JvmProbes.class, MethodHandles.lookup()).load();
        EventRing<JvmProbes.Collection> ring = loaded.ring(JvmProbes.BEGUN);
        Attachment attached = loaded.attach("begun", LIBJVM, self)) {
      assertThat(attached.program().name()).isEqualTo("begun");
      System.gc();
      List<JvmProbes.Collection> seen = new ArrayList<>();
      assertThat(ring.poll(Duration.ofSeconds(30), seen::add)).isPositive();
      assertThat(seen).contains(new JvmProbes.Collection(self, 1));
    }
  }

  @KernelTest
  void whatAFileDoesNotHaveIsNamed() {
    try (LoadedProgram loaded = Keelson.program(JvmProbes.class, MethodHandles.lookup()).load()) {
      int any = UprobeTarget.ANY_PROCESS;
      assertThatThrownBy(() -> loaded.attach("none", LIBJVM, any))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has no static probe hotspot:no__such among its")
          .hasMessageContaining("readelf -n lists them");
      assertThatThrownBy(() -> loaded.attach("ended", LIBJVM, any))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ended takes 1 arguments, and hotspot:gc__end in")
          .hasMessageContaining("has 0");
      assertThatThrownBy(() -> loaded.attach("begun"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("begun leaves the file open");
    }
  }
}
