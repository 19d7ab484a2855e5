package dev.keelson.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.ProgramLoader;
import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.VerifierException;
import dev.keelson.compiler.Features;
import dev.keelson.compiler.Optimisation;
import dev.keelson.differential.corpus.ManyWays;
import dev.keelson.object.image.BpfImage;
import dev.keelson.testkit.KernelTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the verifier gives up on a program, it is compiled once more, with loops as functions. */
class ManyWaysTest {
  private static final Set<Optimisation> CALLED_LOOPS = Set.of(Optimisation.WALKED_LOOPS);

  @Test
  void jvmAndInterpreterAgree() {
    for (Features features : List.of(Features.V4, Features.LINUX_6_9)) {
      for (Set<Optimisation> without : List.of(Set.<Optimisation>of(), CALLED_LOOPS)) {
        ClassFiles files = ClassFiles.of(ManyWays.class);
        BpfImage image = files.compile(features, without);
        try (ThreeWay ways = ThreeWay.withoutKernel(files, image)) {
          CorpusTest.checkAll(ways, 20);
        }
      }
    }
  }

  @KernelTest(since = "6.9")
  void theKernelAgrees() {
    Features here = ProgramLoader.features();
    try (ThreeWay ways = ThreeWay.of(ClassFiles.of(ManyWays.class), here, CALLED_LOOPS)) {
      CorpusTest.checkAll(ways, 100);
    }
  }

  @KernelTest(since = "6.9")
  void theLoaderCompilesOnceMore(@TempDir Path folder) {
    ProgramLoader loader = Keelson.program(ManyWays.class);
    BpfImage first = loader.compile();
    assertThatThrownBy(() -> BpfObject.load(first).close())
        .asInstanceOf(type(VerifierException.class))
        .returns(true, VerifierException::gaveUp);

    try (LoadedProgram loaded = loader.load()) {
      assertThat(loaded.imageOrigin())
          .isEqualTo("compiled once more: the verifier gave up on the form with faster loops");
    }
    try (LoadedProgram loaded = loader.cache(folder.resolve("kept")).load()) {
      assertThat(loaded.imageOrigin()).contains("kept: the verifier gave up");
    }
    // The form that was accepted is the one that is kept.
    try (LoadedProgram loaded = loader.load()) {
      assertThat(loaded.imageOrigin()).startsWith("kept in ");
    }
  }
}
