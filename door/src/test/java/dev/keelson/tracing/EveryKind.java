package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.bpf.btf.UnsupportedKernelException;
import java.util.Optional;
import java.util.Set;

/**
 * Kinds of programs that not every kernel takes. A kernel may refuse one if it says so in a
 * sentence; where it is known to take it, in the guests of {@code ./check-guests}, it may not.
 */
final class EveryKind {
  /** Names of kinds, comma-separated. */
  private static final Set<String> MUST_RUN =
      Set.of(Optional.ofNullable(System.getenv("KEELSON_MUST_RUN")).orElse("").split(",", -1));

  private EveryKind() {}

  interface Body {
    void run() throws Exception;
  }

  /**
   * @param kind as in KEELSON_MUST_RUN
   * @param sentence part of what a refusal says
   */
  static void runsOrIsRefused(String kind, String sentence, Body body) throws Exception {
    try {
      body.run();
    } catch (UnsupportedKernelException refused) {
      if (MUST_RUN.contains(kind)) {
        throw refused;
      }
      assertThat(refused).hasMessageContaining(sentence);
    }
  }
}
