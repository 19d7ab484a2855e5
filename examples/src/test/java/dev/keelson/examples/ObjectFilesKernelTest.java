package dev.keelson.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.Keelson;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import java.lang.invoke.MethodHandles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example as an object file: libbpf loads it, and bpftool sees its lines and types. */
@KernelTest
class ObjectFilesKernelTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        LibraryCallTimes.class,
        ProcessLifetimes.class,
        RunQueueWait.class,
        SyscallCounts.class,
        TcpConnections.class
      })
  void libbpfLoadsEveryExample(Class<?> program) {
    BpfImage image = Keelson.program(program, MethodHandles.lookup()).compile();

    Bpftool loaded = Bpftool.loadAll(ObjectFile.write(image));

    assertThat(loaded.output()).doesNotContain("libbpf: ");
    assertThat(loaded.programs().lines().filter(line -> line.startsWith("pinned ")))
        .containsExactlyInAnyOrderElementsOf(
            image.programs().stream().map(ProgramSpec::name).map("pinned "::concat).toList());
    assertThat(loaded.programs()).contains("btf_id ");
  }
}
