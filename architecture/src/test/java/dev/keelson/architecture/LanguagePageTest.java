package dev.keelson.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/compiler.md promises nothing that no test holds. */
class LanguagePageTest {
  private static final Path PAGE = Path.of("../docs/compiler.md");
  private static final String HELD_BY = "| held by |";
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  @Test
  void everyRowNamesTestsThatExist() {
    String tests =
        Project.sources().stream()
            .filter(source -> source.toString().contains("/src/test/"))
            .map(Project::read)
            .collect(Collectors.joining("\n"));
    List<String> rows = rowsHeldByTests();

    assertThat(rows).hasSizeGreaterThan(30);
    assertThat(rows)
        .allSatisfy(row -> {
          List<String> names = NAME.matcher(lastCell(row)).results().map(m -> m.group(1)).toList();
          assertThat(names).as("tests of: " + row).isNotEmpty();
          assertThat(names)
              .as("classes, records or methods among the tests, for: " + row)
              .allSatisfy(name -> assertThat(tests).containsPattern(declarationOf(name)));
        });
  }

  private static Pattern declarationOf(String name) {
    return Pattern.compile(
        "\\b(?:class|record|interface|enum) " + name + "\\b|^  .*\\w " + name + "\\(",
        Pattern.MULTILINE);
  }

  /** The rows of the tables whose last column is the tests. */
  private static List<String> rowsHeldByTests() {
    List<String> rows = new ArrayList<>();
    boolean held = false;
    for (String line : Project.read(PAGE).lines().toList()) {
      if (!line.startsWith("|")) {
        held = false;
      } else if (held && !line.startsWith("|---")) {
        rows.add(line);
      } else {
        held |= line.endsWith(HELD_BY);
      }
    }
    return rows;
  }

  private static String lastCell(String row) {
    return row.substring(row.lastIndexOf('|', row.length() - 2) + 1);
  }
}
