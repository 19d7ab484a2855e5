package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.Diagnostic;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectionTest {
  private static final Set<String> USED = Set.of("Context", "Counter", "Totals");

  private static CompileException rejected(Class<?> program) {
    CompileException rejection =
        catchThrowableOfType(CompileException.class, () -> Compiling.translate(program));
    assertThat(rejection).as(program.getSimpleName() + " compiles").isNotNull();
    return rejection;
  }

  /** Every class of {@code holder} that is a program, and none that programs only use. */
  private static Stream<Class<?>> programs(Class<?> holder) {
    return Arrays.stream(holder.getDeclaredClasses())
        .filter(type -> !type.isRecord() && !type.isInterface())
        .filter(type -> !USED.contains(type.getSimpleName()))
        .sorted(Comparator.comparing(Class::getSimpleName));
  }

  @ParameterizedTest
  @CsvSource({
    "dev.keelson.compiler.front.RejectedPrograms, rejected-programs.txt",
    "dev.keelson.compiler.front.RejectedData, rejected-data.txt",
    "dev.keelson.compiler.front.RejectedFunctions, rejected-functions.txt",
    "dev.keelson.compiler.front.RejectedLocks, rejected-locks.txt",
    "dev.keelson.compiler.front.RejectedTimers, rejected-timers.txt",
    "dev.keelson.compiler.front.RejectedTracing, rejected-tracing.txt",
    "dev.keelson.compiler.front.RejectedPackets, rejected-packets.txt"
  })
  void everyRejectedProgramIsToldWhereWhyAndWhatToWrite(Class<?> holder, String golden)
      throws IOException {
    StringBuilder text = new StringBuilder();
    programs(holder)
        .forEach(program ->
            text.append("== ")
                .append(program.getSimpleName())
                .append('\n')
                .append(rejected(program).getMessage())
                .append("\n\n"));
    Golden.assertMatches(golden, text.toString());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        RejectedPrograms.class,
        RejectedData.class,
        RejectedFunctions.class,
        RejectedTimers.class,
        RejectedTracing.class,
        RejectedPackets.class
      })
  void everyDiagnosticHasAPlaceAReasonAndARemedy(Class<?> holder) {
    programs(holder)
        .forEach(program -> {
          for (Diagnostic diagnostic : rejected(program).diagnostics()) {
            assertThat(diagnostic.file()).isEqualTo(holder.getSimpleName() + ".java");
            assertThat(diagnostic.reason()).as(diagnostic.toString()).isNotBlank().endsWith(".");
            assertThat(diagnostic.remedy()).as(diagnostic.toString()).isNotBlank();
          }
        });
  }

  @Test
  void allMistakesOfAClassAreToldAtOnce() {
    assertThat(rejected(RejectedPrograms.SeveralMistakes.class).diagnostics())
        .extracting(Diagnostic::id)
        .containsExactly(
            "static-state", "floating-point", "library-call", "floating-point", "setting-type");
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
