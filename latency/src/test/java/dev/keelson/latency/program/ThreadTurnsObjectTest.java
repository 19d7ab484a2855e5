package dev.keelson.latency.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.Keelson;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.object.image.BpfImage;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import java.lang.invoke.MethodHandles;

/** The measuring program as an object file. */
class ThreadTurnsObjectTest {
  @KernelTest
  void libbpfLoadsTheMeasuringProgram() {
    BpfImage image = Keelson.program(ThreadTurns.class, MethodHandles.lookup()).compile();

    Bpftool loaded = Bpftool.loadAll(ObjectFile.write(image));

    assertThat(loaded.output()).doesNotContain("libbpf: ");
    assertThat(loaded.programs().lines().filter(line -> line.startsWith("pinned ")))
        .hasSameSizeAs(image.programs());
  }
}
