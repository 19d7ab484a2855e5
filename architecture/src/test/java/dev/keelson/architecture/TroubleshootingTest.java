package dev.keelson.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every diagnostic that a person can meet has a heading that says more about it. */
class TroubleshootingTest {
  private static final Pattern RULE =
      Pattern.compile("new (?:Refusal|Diagnostic)\\([^\";]*\"([a-z]+(?:-[a-z]+)*)\"");
  private static final Pattern HEADING = Pattern.compile("(?m)^### ([a-z]+(?:-[a-z]+)*)$");
  private static final String COMPILER = "compiler/src/main/";

  @Test
  void everyRuleOfTheCompilerHasAHeading() {
    Set<String> rules = new TreeSet<>();
    for (Path source : Project.sources()) {
      if (Project.name(source).startsWith(COMPILER)) {
        rules.addAll(all(RULE, Project.read(source)));
      }
    }
    assertThat(rules).hasSizeGreaterThan(30).contains("escape", "stack");
    String page = Project.read(Path.of("../docs/troubleshooting.md"));
    assertThat(all(HEADING, page)).isEqualTo(rules);
  }

  private static Set<String> all(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
