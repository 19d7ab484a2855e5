package dev.keelson.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.Features;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus as object files: libbpf loads every program, and creates every map as we describe. */
@KernelTest
class CorpusObjectsKernelTest {
  static Stream<Class<?>> corpus() {
    return CorpusTest.corpus();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void libbpfLoadsEveryProgramUnchanged(Class<?> programs) {
    for (Features features : CorpusTest.targets(programs)) {
      BpfImage image = ClassFiles.of(programs).compile(features);
      Bpftool loaded = Bpftool.loadAll(ObjectFile.write(image));
      assertThat(loaded.output()).doesNotContain("libbpf: ");
      assertThat(loaded.programs().lines().filter(line -> line.startsWith("pinned ")))
          .containsExactlyInAnyOrderElementsOf(
              image.programs().stream().map(ProgramSpec::name).map("pinned "::concat).toList());
    }
  }

  @KernelTest
  void aMapKeepsTypeSizesAndEntries() {
    BpfImage image =
        ClassFiles.of(dev.keelson.differential.corpus.Faulty.class).compile(Features.V3);
    MapSpec zeros = image.map(".bss");
    Bpftool loaded = Bpftool.loadAll(ObjectFile.write(image));
    assertThat(loaded.maps())
        .containsPattern(": array  name [a-z_.]*bss")
        .contains("key 4B  value " + zeros.valueSize() + "B  max_entries 1");
  }
}
