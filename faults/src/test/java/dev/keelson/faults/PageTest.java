package dev.keelson.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void theTableIsReplacedAndAllElseStays() {
    List<String> page =
        List.of("# Faults", "text", "## The table", "old", "| old |", "## After", "more");

    assertThat(Page.replaced(page, "when", List.of("| new |")))
        .containsExactly(
            "# Faults", "text", "## The table", "", "when", "", "| new |", "", "## After", "more");
  }
}
