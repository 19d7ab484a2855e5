package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.bpf.btf.UnsupportedKernelException;

/**
 * Kinds of programs that not every kernel takes. A kernel may refuse one if it says so in a
 * sentence; where every kind must run, in the guests of {@code ./check-guests}, it may not.
 */
final class EveryKind {
  private static final boolean MUST_RUN = "true".equals(System.getenv("KEELSON_EVERY_KIND"));

  private EveryKind() {}

  interface Body {
    void run() throws Exception;
  }

  static void runsOrIsRefused(String sentence, Body body) throws Exception {
    try {
      body.run();
    } catch (UnsupportedKernelException refused) {
      if (MUST_RUN) {
        throw refused;
      }
      assertThat(refused).hasMessageContaining(sentence);
    }
  }
}
