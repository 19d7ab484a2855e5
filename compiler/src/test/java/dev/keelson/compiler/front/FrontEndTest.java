package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.ir.IrText;
import dev.keelson.compiler.ir.Module;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrontEndTest {
  private static String text(Module module) {
    StringBuilder text = new StringBuilder();
    module.maps().forEach(map -> text.append(map).append('\n'));
    module.programs().forEach(program -> text.append(IrText.print(program.main())).append('\n'));
    return text.toString();
  }

  @Test
  void theIntermediateFormOfProgramsIsPinned() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Class<?> program :
        List.of(
            AcceptedPrograms.Numbers.class,
            AcceptedPrograms.Waits.class,
            AcceptedPrograms.Objects.class)) {
      text.append("== ").append(program.getSimpleName()).append('\n');
      text.append(text(Compiling.translate(program)));
    }
    Golden.assertMatches("accepted-programs.txt", text.toString());
  }

  @Test
  void anOptionalProgramIsLeftOutWhereTheKernelHasNoSuchTracepoint() {
    assertThat(Compiling.translate(AcceptedPrograms.Optionals.class).programs())
        .extracting(program -> program.main().name())
        .containsExactly("everywhere", "here");
  }

  @Test
  void whatASettingSwitchesOffIsNotThere() {
    Module off = Compiling.translate(AcceptedPrograms.Waits.class);
    Module on = Compiling.translate(AcceptedPrograms.Waits.class, Map.of("VERBOSE", true));
    assertThat(off.printFormats()).isEmpty();
    assertThat(text(off)).doesNotContain("keelson.print");
    assertThat(on.printFormats()).containsExactly("switched {}");
    assertThat(text(on)).contains("keelson.print");
  }

  @Test
  void theValueOfASettingTakesThePlaceOfTheDeclaredOne() {
    Module module = Compiling.translate(AcceptedPrograms.Waits.class, Map.of("LIMIT", 123_456L));
    assertThat(text(module)).contains("const 123456");
  }

  @Test
  void anOpenSettingIsANumberOfWhichNothingIsKnown() {
    CompileRequest fixed =
        Compiling.request(
            AcceptedPrograms.Waits.class.getName(),
            Compiling.TEST_CLASSES,
            Map.of("VERBOSE", false));
    Module module =
        FrontEnd.translate(
            new CompileRequest(
                fixed.className(),
                fixed.classes(),
                fixed.kernel(),
                fixed.features(),
                fixed.settings(),
                true));
    assertThat(text(module)).contains("setting LIMIT 100").doesNotContain("VERBOSE");
    assertThat(module.printFormats()).isEmpty();
  }

  @Test
  void theSameClassGivesTheSameText() {
    assertThat(text(Compiling.translate(AcceptedPrograms.Waits.class)))
        .isEqualTo(text(Compiling.translate(AcceptedPrograms.Waits.class)));
  }
}
