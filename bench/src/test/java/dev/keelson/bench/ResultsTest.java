package dev.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultsTest {
  @TempDir private Path folder;

  @Test
  void aBlockIsReplacedAndTheProseStays() throws IOException {
    Path file = folder.resolve("RESULTS.md");
    Files.writeString(
        file,
        """
        Before.
        <!-- begin ring -->
        old
        <!-- end ring -->
        After.
        """);

    Results.replace(file, "ring", List.of("new", "rows"));

    assertThat(file)
        .hasContent(
            """
            Before.
            <!-- begin ring -->
            new
            rows
            <!-- end ring -->
            After.
            """);
  }

  @Test
  void aFileWithoutTheBlockIsLeftAlone() throws IOException {
    Path file = folder.resolve("RESULTS.md");
    Files.writeString(file, "prose\n");

    assertThatThrownBy(() -> Results.replace(file, "ring", List.of("rows")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no block \"<!-- begin ring -->\"");
    assertThat(file).hasContent("prose\n");
  }

  @Test
  void everyComparisonHasItsBlockInTheResults() {
    // Maven runs tests in the module's folder.
    assertThat(Bench.ALL)
        .allSatisfy(bench ->
            assertThat(Path.of("RESULTS.md"))
                .content()
                .contains(
                    "<!-- begin " + bench.name() + " -->\n",
                    "<!-- end " + bench.name() + " -->\n"));
  }
}
