package dev.keelson.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.Features;
import dev.keelson.compiler.Optimisation;
import dev.keelson.differential.corpus.Packets;
import dev.keelson.object.image.BpfImage;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an optimisation does shows in the code and not in the results: the corpus without each. */
class OptimisationTest {
  private static final int TRIES = 20;

  @ParameterizedTest
  @EnumSource(Optimisation.class)
  void withoutOneTheResultsAreTheSame(Optimisation optimisation) {
    CorpusTest.corpus().forEach(programs -> check(programs, Set.of(optimisation)));
  }

  @ParameterizedTest
  @EnumSource(Optimisation.class)
  void withoutOneTheCodeIsAnother(Optimisation optimisation) {
    assertThat(Stream.concat(CorpusTest.corpus(), Stream.of(Packets.class)))
        .anyMatch(programs -> {
          Features features = features(programs);
          BpfImage all = ClassFiles.of(programs).compile(features);
          return !ClassFiles.of(programs).compile(features, Set.of(optimisation)).equals(all);
        });
  }

  private static void check(Class<?> programs, Set<Optimisation> without) {
    ClassFiles classes = ClassFiles.of(programs);
    BpfImage image = classes.compile(features(programs), without);
    try (ThreeWay ways = ThreeWay.withoutKernel(classes, image)) {
      CorpusTest.checkAll(ways, TRIES);
    } catch (AssertionError e) {
      throw new AssertionError("without " + without + ": " + e.getMessage(), e);
    }
  }

  /** The newest that the programs are compiled for. */
  private static Features features(Class<?> programs) {
    List<Features> targets = CorpusTest.targets(programs);
    return targets.getLast();
  }
}
