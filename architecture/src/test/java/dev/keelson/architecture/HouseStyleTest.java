package dev.keelson.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What reviewers would otherwise have to say again. */
class HouseStyleTest {
  private static final JavaClasses ALL = Project.classes();
  private static final int MOST_LINES = 500;
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  @Test
  void namesSayWhatAThingIs() {
    classes()
        .that()
        .resideOutsideOfPackage("dev.keelson.compiler.ir..") // a helper is the kernel's own word
        .should()
        .haveSimpleNameNotEndingWith("Util")
        .andShould()
        .haveSimpleNameNotEndingWith("Utils")
        .andShould()
        .haveSimpleNameNotEndingWith("Helper")
        .andShould()
        .haveSimpleNameNotEndingWith("Manager")
        .andShould()
        .haveSimpleNameNotEndingWith("Impl")
        .because("a homeless function belongs to the type of its first argument")
        .check(ALL);
  }

  @Test
  void onlyWhatPeopleRunPrints() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.keelson.cli..",
            "dev.keelson.examples..",
            "dev.keelson.bench..",
            "dev.keelson.faults..",
            "dev.keelson.testkit.guest..")
        .and()
        .doNotHaveFullyQualifiedName("dev.keelson.program.Kernel") // Kernel.print on the JVM
        .and()
        .doNotHaveFullyQualifiedName("dev.keelson.testkit.RunRecord") // ./fuzz
        .and()
        .doNotHaveFullyQualifiedName("dev.keelson.latency.report.ReportFile") // --json -
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .because("a library that prints cannot be embedded")
        .check(ALL);
  }

  @Test
  void testsWaitForConditionsNotForTime() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .because("a sleep is too short on a busy machine and too long on every other")
        .check(Project.testClasses());
  }

  @Test
  void noModulePassesOverWarnings() {
    assertThat(Project.builds())
        .isNotEmpty()
        .allSatisfy(build ->
            assertThat(Project.read(build))
                .as(Project.name(build) + ": docs/decisions/0020-error-prone-warnings-fail.md")
                .doesNotContain("-Xep", "-Xlint", "-nowarn"));
  }

  @Test
  void noTestIsSwitchedOff() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.junit.jupiter.api.Disabled")
        .because("a test is skipped when the machine cannot run it, and then says why")
        .check(Project.testClasses());
  }

  @Test
  void everyPackageSaysWhatItIsAndWhereToStart() {
    List<Path> shipped = packages("/src/main/java/");
    List<Path> ofTestsAlone = new ArrayList<>(packages("/src/test/java/"));
    ofTestsAlone.removeIf(
        folder -> shipped.contains(Path.of(folder.toString().replace("/src/test/", "/src/main/"))));

    assertThat(shipped).hasSizeGreaterThan(20);
    assertThat(ofTestsAlone).isNotEmpty();
    assertThat(Stream.concat(shipped.stream(), ofTestsAlone.stream()))
        .allSatisfy(folder -> {
          Path info = folder.resolve("package-info.java");
          assertThat(Files.exists(info)).as(Project.name(info)).isTrue();
          assertThat(Project.read(info))
              .as(Project.name(info))
              .containsIgnoringWhitespaces("Start reading at")
              .contains("<pre>");
        });
  }

  private static List<Path> packages(String below) {
    return Project.sources().stream()
        .filter(source -> source.toString().contains(below))
        .filter(source -> !source.endsWith("module-info.java"))
        .map(Path::getParent)
        .distinct()
        .toList();
  }

  @Test
  void filesFitInAHead() {
    assertThat(Project.sources())
        .allSatisfy(source ->
            assertThat(Project.read(source).lines().count())
                .as("lines of " + Project.name(source))
                .isLessThanOrEqualTo(MOST_LINES));
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(Project.sources())
        .allSatisfy(source ->
            assertThat(Project.read(source))
                .as(Project.name(source))
                .doesNotContainPattern(UNFINISHED));
  }
}
