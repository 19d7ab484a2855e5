package dev.keelson.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs that this kernel refuses, and what we make of its words. */
class RejectionKernelTest {
  /** Run with {@code -Dkeelson.golden.update=true} to write it anew, and review the difference. */
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/keelson/bpf/verifier-explanations.txt");

  private static VerifierException refusal(BpfImage image) {
    return catchThrowableOfType(VerifierException.class, () -> BpfObject.load(image).close());
  }

  @KernelTest
  void everyCommonRefusalIsExplainedAtItsLine() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Provoked provoked : Provoked.values()) {
      VerifierException refused = refusal(provoked.image());
      assertThat(refused).as(provoked.name()).isNotNull();
      VerifierExplanation explanation = refused.explanation().orElseThrow();
      text.append("== %s%n%s: %s%n".formatted(provoked, refused.sourceLine(), explanation.words()));
      text.append("%s%n".formatted(explanation.meaning()));
      text.append("It concerns %s.%n".formatted(explanation.variable()));
      text.append("%s%n".formatted(explanation.change()));
    }
    if (Boolean.getBoolean("keelson.golden.update")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(GOLDEN));
  }

  @KernelTest
  void theMessageHasTheLineTheWordsTheVariableAndTheRemedy() {
    assertThat(refusal(Provoked.NULL_ENTRY.image()))
        .hasMessageStartingWith(
            """
            Provoked.java:106: the verifier refuses program "provoked" (EACCES): R0 invalid mem access 'map_value_or_null'
                It may be null there: not every way to it has compared it with null.
                It concerns r0, an entry of map HASH, from bpf_map_lookup_elem#1 at Provoked.java:105.
                Compare it with null first: if (entry != null) { ... }.
                | 0: R1=ctx() R10=fp0
                | ; Provoked.java:100
                | 0: (7a) *(u64 *)(r10 -8) = 0 \
            """);
  }

  @KernelTest
  void otherRefusalsShowTheLogUnderItsJavaLines() {
    // A 32-bit atomic addition to a constant address: rare enough to have no rule.
    BpfImage image =
        Assembly.image(
            List.of(),
            new Assembly()
                .set(0, 0)
                .add(0xdb, 10, 0, -8, 0x7f)
                .exit()
                .program("odd", new AttachPoint.SocketFilter()));
    VerifierException refused = refusal(image);
    assertThat(refused.explanation()).isEmpty();
    assertThat(refused).hasMessageContaining("| ");
  }
}
