package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testkit.KernelTest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @Test
  void itIsWhereTheSpecificationSays() {
    assertThat(ImageFolder.of(Map.of("XDG_CACHE_HOME", "/x", "HOME", "/h")))
        .contains(Path.of("/x/keelson"));
    assertThat(ImageFolder.of(Map.of("XDG_CACHE_HOME", "x", "HOME", "/h")))
        .contains(Path.of("/h/.cache/keelson"));
    assertThat(ImageFolder.of(Map.of("XDG_CACHE_HOME", "", "HOME", "/h")))
        .contains(Path.of("/h/.cache/keelson"));
    assertThat(ImageFolder.of(Map.of())).isEmpty();
  }

  @KernelTest
  void theSecondMeasurementTakesWhatTheFirstCompiled(@TempDir Path cache) throws Exception {
    String script = "XDG_CACHE_HOME=" + cache + " \"$@\"";
    String[] words = {"--debug", "latency", "--", "true"};
    KeelsonProcess first = KeelsonProcess.shell(script, words);
    assertThat(first.err()).matches("(?s)programs: compiled in \\d+ us, kept: .*");
    KeelsonProcess second = KeelsonProcess.shell(script, words);
    assertThat(second.err()).startsWith("programs: kept in " + cache + "/keelson/");
    assertThat(second.status()).isZero();
    assertThat(second.out()).contains("Observer:", "0 lost");
  }

  @KernelTest
  void withoutAFolderItCompilesEachTime() throws Exception {
    String script = "XDG_CACHE_HOME=/proc/self \"$@\"";
    KeelsonProcess keelson = KeelsonProcess.shell(script, "--debug", "latency", "--", "true");
    assertThat(keelson.err()).matches("(?s)programs: compiled in \\d+ us, not kept: .*");
    assertThat(keelson.status()).isZero();
  }
}
