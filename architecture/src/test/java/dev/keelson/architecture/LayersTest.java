package dev.keelson.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may know whom. */
class LayersTest {
  private static final JavaClasses ALL = Project.classes();

  /** Each layer with all that it may use besides itself and the JDK. */
  private static final Map<String, String[]> LAYERS =
      Map.of(
          "dev.keelson.linux..", packages(),
          "dev.keelson.program..", packages(),
          "dev.keelson.object..", packages(),
          "dev.keelson.compiler..", packages("dev.keelson.program..", "dev.keelson.object.."),
          "dev.keelson.bpf..", packages("dev.keelson.linux..", "dev.keelson.object.."));

  private static String[] packages(String... names) {
    return names;
  }

  @Test
  void theModulesAreThere() {
    assertThat(LAYERS.keySet())
        .allSatisfy(layer -> assertThat(ALL.that(resideInAPackage(layer))).isNotEmpty());
  }

  @TestFactory
  Stream<DynamicTest> aCoreLayerUsesWhatStandsBelowItAndTheJdk() {
    return LAYERS.entrySet().stream()
        .map(layer ->
            DynamicTest.dynamicTest(
                layer.getKey(),
                () ->
                    classes()
                        .that()
                        .resideInAPackage(layer.getKey())
                        .should()
                        .onlyDependOnClassesThat(
                            resideInAnyPackage("java..", layer.getKey())
                                .or(resideInAnyPackage(layer.getValue())))
                        .because(
                            "the core has no run-time dependency, and compiling and loading"
                                + " are built, tested and replaced apart")
                        .check(ALL)));
  }

  @Test
  void nothingKnowsTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.keelson.cli..", "dev.keelson.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.keelson.cli..", "picocli..")
        .because("what people run stands on top: a library user must not need it")
        .check(ALL);
  }

  @Test
  void onlyTheLiveScreenKnowsJLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.keelson.cli.top..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.jline..")
        .because("no other command starts later for it")
        .check(ALL);
  }

  @Test
  void nothingThatShipsKnowsTheTestKit() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.keelson.testkit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.keelson.testkit..", "org.junit..")
        .because("the test kit is compiled and never shipped")
        .check(ALL);
  }

  @Test
  void programsNeedNothingButTheirWords() {
    noClasses()
        .that()
        .resideInAPackage("dev.keelson.latency.program..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.keelson.linux..", "dev.keelson.bpf..", "dev.keelson.compiler..", "dev.keelson")
        .because("a kernel-side class is ordinary Java that a unit test can call")
        .check(ALL);
  }

  @Test
  void explainingKnowsFactsAndNothingElse() {
    classes()
        .that()
        .resideInAnyPackage("dev.keelson.latency.cause..", "dev.keelson.latency.timeline..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "dev.keelson.jvm",
            "dev.keelson.latency.fact..",
            "dev.keelson.latency.timeline..",
            "dev.keelson.latency.cause..")
        .because("a recorded measurement is analysed without a kernel and without a JVM")
        .check(ALL);
  }

  @Test
  void thePhasesOfTheCompilerMeetInItsIntermediateForm() {
    noClasses()
        .that()
        .resideInAPackage("dev.keelson.compiler.front..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.keelson.compiler.back..", "dev.keelson.compiler.pass..")
        .because("a phase that knows another cannot be replaced")
        .allowEmptyShould(true)
        .check(ALL);
    noClasses()
        .that()
        .resideInAnyPackage("dev.keelson.compiler.back..", "dev.keelson.compiler.pass..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.keelson.compiler.front..")
        .because("a phase that knows another cannot be replaced")
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage("dev.keelson.compiler.ir..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.keelson.compiler.front..",
            "dev.keelson.compiler.pass..",
            "dev.keelson.compiler.back..")
        .because("the intermediate form is what the phases share")
        .check(ALL);
  }

  @Test
  void compilingAndReadingArePure() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.keelson.compiler..", "dev.keelson.object..", "dev.keelson.program..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.file..",
            "java.net..",
            "java.util.concurrent", // an atomic number is a value that programs may keep
            "java.util.concurrent.locks..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .because(
            "the same input gives the same image on every machine; loading is where the world enters")
        .check(ALL);
  }
}
