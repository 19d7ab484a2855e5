package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.Diagnostic;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RejectionTest {
  private static CompileException rejected(Class<?> program) {
    CompileException rejection =
        catchThrowableOfType(CompileException.class, () -> Compiling.translate(program));
    assertThat(rejection).as(program.getSimpleName() + " compiles").isNotNull();
    return rejection;
  }

  @Test
  void everyRejectedProgramIsToldWhereWhyAndWhatToWrite() throws IOException {
    StringBuilder text = new StringBuilder();
    Arrays.stream(RejectedPrograms.class.getDeclaredClasses())
        .filter(program -> !List.of("Wait", "Context", "Task").contains(program.getSimpleName()))
        .sorted(Comparator.comparing(Class::getSimpleName))
        .forEach(program ->
            text.append("== ")
                .append(program.getSimpleName())
                .append('\n')
                .append(rejected(program).getMessage())
                .append("\n\n"));
    Golden.assertMatches("rejected-programs.txt", text.toString());
  }

  @Test
  void everyDiagnosticHasAPlaceAReasonAndARemedy() {
    for (Class<?> program : RejectedPrograms.class.getDeclaredClasses()) {
      if (!List.of("Wait", "Context", "Task").contains(program.getSimpleName())) {
        for (Diagnostic diagnostic : rejected(program).diagnostics()) {
          assertThat(diagnostic.file()).isEqualTo("RejectedPrograms.java");
          assertThat(diagnostic.reason()).as(diagnostic.toString()).isNotBlank().endsWith(".");
          assertThat(diagnostic.remedy()).as(diagnostic.toString()).isNotBlank();
        }
      }
    }
  }

  @Test
  void allMistakesOfAClassAreToldAtOnce() {
    assertThat(rejected(RejectedPrograms.SeveralMistakes.class).diagnostics())
        .extracting(Diagnostic::id)
        .containsExactly(
            "static-state",
            "floating-point",
            "library-call",
            "floating-point",
            "array",
            "setting-type");
  }

  @Test
  void aClassThatIsNotThereIsADiagnostic() {
    CompileException rejection =
        catchThrowableOfType(
            CompileException.class,
            () ->
                FrontEnd.translate(
                    Compiling.request("a.b.Missing", _ -> Optional.empty(), Map.of())));
    assertThat(rejection.diagnostics())
        .extracting(Diagnostic::id)
        .containsExactly("class-not-found");
  }

  @Test
  void aSettingThatIsNotDeclaredIsADiagnostic() {
    CompileException rejection =
        catchThrowableOfType(
            CompileException.class,
            () -> Compiling.translate(AcceptedPrograms.Waits.class, Map.of("LIMIT", 5, "NONE", 1)));
    assertThat(rejection.diagnostics())
        .extracting(Diagnostic::id)
        .containsExactlyInAnyOrder("unknown-setting", "setting-type");
  }
}
